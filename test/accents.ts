/** Colours that partners may choose: of every hue, pale and strong, light and dark, and the extremes. */
import { clampChroma, formatHex } from 'culori';

const hues = [0, 60, 120, 180, 240, 300];
const shades = [
  { lightness: 0.35, chroma: 0.08 },
  { lightness: 0.6, chroma: 0.25 },
  { lightness: 0.75, chroma: 0.12 },
  { lightness: 0.92, chroma: 0.2 },
];
const grid = hues.flatMap((h) =>
  shades.map(({ lightness, chroma }) => formatHex(clampChroma({ mode: 'oklch', l: lightness, c: chroma, h }, 'oklch'))),
);

export const accents: readonly string[] = [
  ...new Set([...grid, '#000000', '#ffffff', '#808080', '#ffff00', '#00ff00', '#0000ff']),
];
