/** The part of the tool that the tests use. */
declare module '*/tools/bicep.mjs' {
  /** Where the compiler is: at `BICEP`, or where a download of it lies. */
  export function foundCompiler(): string | undefined;
}
