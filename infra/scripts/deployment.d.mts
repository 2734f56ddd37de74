import type { Readable } from 'node:stream';

export interface Around {
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  readonly stdin?: Readable;
  readonly say?: (line: string) => void;
  readonly complain?: (line: string) => void;
}
export function deploy(words: readonly string[], around?: Around): Promise<0 | 1>;
