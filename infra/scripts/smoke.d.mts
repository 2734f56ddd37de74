export interface SmokeOptions {
  readonly portal?: string;
  readonly local?: boolean;
}
export function untilReady(base: string, seconds: number, say?: (line: string) => void): Promise<void>;
export function smoke(base: string, options?: SmokeOptions, say?: (line: string) => void): Promise<number>;
