/** The partner's colour, made readable: no choice of a partner may cost a customer legibility. */

/** What the accent lies on or is lain on, in the light and in the dark scheme. */
export const surfaces = {
  light: { canvas: '#f6f6f5', card: '#ffffff', onAccent: '#ffffff' },
  dark: { canvas: '#161615', card: '#222120', onAccent: '#161615' },
} as const;

/** The accent of partners that chose none. */
const standard = '#0f6cbd';

const leastContrast = 4.5;

export interface Accent {
  readonly light: string;
  readonly dark: string;
}

type Colour = readonly [red: number, green: number, blue: number];

/** The nearest shades of a colour that stand out from text and surfaces by at least 4.5 to 1, in both schemes. */
export function accessibleAccent(accent: string | null): Accent {
  const colour = chosen(accent);
  return {
    light: towards([0, 0, 0], colour, standsOutFrom(surfaces.light)),
    dark: towards([255, 255, 255], colour, standsOutFrom(surfaces.dark)),
  };
}

/** The nearest shade for mails: white letters stand out from it, and black ones from what becomes of it where a mail program turns light and dark round. */
export function mailAccent(accent: string | null): string {
  const isLegible = standsOutFrom(surfaces.light);
  return towards(
    [0, 0, 0],
    chosen(accent),
    (shade) => isLegible(shade) && contrast(turnedRound(shade), [0, 0, 0]) >= leastContrast,
  );
}

function chosen(accent: string | null): Colour {
  return parse(accent !== null && /^#[0-9a-f]{6}$/iu.test(accent) ? accent : standard);
}

function standsOutFrom(against: Readonly<Record<string, string>>): (shade: Colour) => boolean {
  const colours = Object.values(against).map(parse);
  return (shade) => colours.every((surface) => contrast(shade, surface) >= leastContrast);
}

/** The same hue, as light as it was dark. */
function turnedRound([red, green, blue]: Colour): Colour {
  const shift = 255 - Math.max(red, green, blue) - Math.min(red, green, blue);
  return [red + shift, green + shift, blue + shift];
}

function towards(end: Colour, colour: Colour, isGood: (shade: Colour) => boolean): string {
  const steps = 64;
  for (let step = 0; step < steps; step += 1) {
    const shade = mixed(colour, end, step / steps);
    if (isGood(shade)) return print(shade);
  }
  return print(end);
}

function mixed(colour: Colour, end: Colour, share: number): Colour {
  const mix = (from: number, to: number): number => Math.round(from + (to - from) * share);
  return [mix(colour[0], end[0]), mix(colour[1], end[1]), mix(colour[2], end[2])];
}

/** WCAG 2.2 contrast ratio. */
function contrast(one: Colour, other: Colour): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((first, second) => second - first);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function parse(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function print(colour: Colour): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
