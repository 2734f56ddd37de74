/** A request or an answer as it is sent, in pages for developers. */

/** Its first line, its headers and its body, if it has one: JSON, or text as it is. */
export function messageText(first: string, headers: Readonly<Record<string, string>>, body?: unknown): string {
  const sent = typeof body === 'object' ? JSON.stringify(body, undefined, 2) : body;
  const head = [first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
  return typeof sent === 'string' ? `${head}\n\n${sent}` : head;
}
