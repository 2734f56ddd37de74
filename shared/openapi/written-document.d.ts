/** The document is data: the compiler is told no more of it, as its 300 KB would keep it busy. */
declare module '*/openapi.json' {
  const document: Readonly<Record<string, unknown>>;
  export default document;
}
