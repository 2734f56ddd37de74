import { accessibleAccent, surfaces } from '../../../shared/kit/accent';
import { pageStyle } from '../../../shared/kit/style-sheet';

/** WCAG 2.2, written once more on purpose: the code under test must not vouch for itself. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((first, second) => second - first);
  return (high + 0.05) / (low + 0.05);
}

const shades = ['00', '33', '66', '99', 'cc', 'ff'];
const grid = shades.flatMap((red) => shades.flatMap((green) => shades.map((blue) => `#${red}${green}${blue}`)));

describe("the partner's accent", () => {
  it.each(['light', 'dark'] as const)('is legible on every surface of the %s scheme, and text on it', (scheme) => {
    const unreadable = grid.filter((accent) =>
      Object.values(surfaces[scheme]).some((surface) => contrast(accessibleAccent(accent)[scheme], surface) < 4.5),
    );
    expect(grid).toHaveLength(216);
    expect(unreadable).toEqual([]);
  });

  it('stays as it is where it is legible already', () => {
    expect(accessibleAccent('#0F6CBD').light).toBe('#0f6cbd');
    expect(accessibleAccent('#ffd500').dark).toBe('#ffd500');
  });

  it('keeps its hue where it is not', () => {
    const shade = accessibleAccent('#ff0000').light;
    expect(shade).toMatch(/^#[89a-f][0-9a-f]0000$/u);
  });

  it.each([null, '', 'red', '#fff', '#12345g', "#0f6cbd;}body{background:url('//evil')"])(
    'is the standard one instead of %p',
    (accent) => {
      expect(accessibleAccent(accent)).toEqual(accessibleAccent('#0f6cbd'));
    },
  );
});

describe('the other colours', () => {
  const [light = '', dark = ''] = [...pageStyle.matchAll(/:root \{([^}]*--canvas[^}]*)\}/gu)].map(([, body]) => body);
  const colour = (scheme: string, name: string): string =>
    new RegExp(`--${name}: (#[0-9a-f]{6})`, 'u').exec(scheme)?.[1] ?? 'missing';

  it.each([
    ['light', light],
    ['dark', dark],
  ])('are legible in the %s scheme', (_name, scheme) => {
    for (const surface of ['canvas', 'card'])
      for (const text of ['text', 'muted', 'fault', 'done'])
        expect(contrast(colour(scheme, text), colour(scheme, surface))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour(scheme, 'fault'), colour(scheme, 'fault-tint'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour(scheme, 'edge'), colour(scheme, 'card'))).toBeGreaterThanOrEqual(3);
  });
});
