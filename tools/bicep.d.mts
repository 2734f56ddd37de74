/** Where the compiler is: at `BICEP`, or where a download of it lies. */
export function foundCompiler(): string | undefined;
