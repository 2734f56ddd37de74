/* istanbul ignore file -- part of it runs inside the page, where the counters of a coverage run do not exist */
/** Contrast as it is painted: for what browsers and mail programs do to colours after the styles are known. */
import type { Page } from 'playwright-core';
import { wcagContrast } from 'culori';

interface Picture {
  readonly width: number;
  readonly height: number;
}

declare function createImageBitmap(blob: unknown): Promise<Picture>;
declare function fetch(url: string): Promise<{ blob(): Promise<unknown> }>;
declare class OffscreenCanvas {
  constructor(width: number, height: number);
  getContext(kind: '2d'): {
    drawImage(picture: Picture, x: number, y: number): void;
    getImageData(x: number, y: number, width: number, height: number): { readonly data: ArrayLike<number> };
  };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PaintedText {
  readonly text: string;
  readonly ground: string;
  readonly ink: string;
  readonly contrast: number;
}

/** The commonest colour of each area, and the colour in it that is furthest from that. */
async function coloursIn({ url, areas }: { readonly url: string; readonly areas: readonly Area[] }) {
  const picture = await createImageBitmap(await (await fetch(url)).blob());
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  context.drawImage(picture, 0, 0);
  return areas.map(({ x, y, width, height }) => {
    const { data } = context.getImageData(Math.floor(x), Math.floor(y), Math.ceil(width), Math.ceil(height));
    const counts = new Map<string, number>();
    for (let pixel = 0; pixel < data.length; pixel += 4) {
      const colour = `rgb(${data[pixel] ?? 0}, ${data[pixel + 1] ?? 0}, ${data[pixel + 2] ?? 0})`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const [ground = ''] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
    const parts = (colour: string): number[] => (colour.match(/\d+/gu) ?? []).map(Number);
    const distance = (colour: string): number =>
      parts(colour).reduce((sum, part, index) => sum + Math.abs(part - (parts(ground)[index] ?? 0)), 0);
    const ink = [...counts.keys()].reduce((far, colour) => (distance(colour) > distance(far) ? colour : far), ground);
    return { ground, ink };
  });
}

/** The painted contrast of every text that the selector finds. */
export async function textContrasts(page: Page, selector: string): Promise<readonly PaintedText[]> {
  const found = await Promise.all(
    (await page.locator(selector).all()).map(async (element) => ({
      text: (await element.innerText()).slice(0, 40),
      area: await element.boundingBox(),
    })),
  );
  const texts = found.flatMap(({ text, area }) => (area && text.trim() !== '' ? [{ text, area }] : []));
  const picture = await page.screenshot({ fullPage: true });
  const blank = await page.context().newPage();
  const url = `data:image/png;base64,${picture.toString('base64')}`;
  const painted = await blank.evaluate(coloursIn, { url, areas: texts.map(({ area }) => area) });
  await blank.close();
  return texts.flatMap(({ text }, index) => {
    const colours = painted[index];
    return colours ? [{ text, ...colours, contrast: wcagContrast(colours.ink, colours.ground) }] : [];
  });
}
