/** The part of culori that the tests use; the package brings no types. */
declare module 'culori' {
  interface Oklch {
    readonly mode: 'oklch';
    readonly l: number;
    readonly c: number;
    readonly h: number;
  }
  interface Hsl {
    readonly mode: 'hsl';
    readonly h?: number;
    readonly s: number;
    readonly l: number;
  }
  export function converter(mode: 'hsl'): (colour: string) => Hsl;
  export function wcagContrast(one: string, other: string): number;
  export function clampChroma(colour: Oklch, mode: 'oklch'): Oklch;
  export function formatHex(colour: Oklch | Hsl): string;
}
