/** Reads a mail as it travels, as a mail program would. */

/** The headers, unfolded, by lower-case name; of several with one name the first. */
export function headersOf(raw: string): Map<string, string> {
  const [head = ''] = raw.split(/\r?\n\r?\n/u);
  return new Map(
    head
      .replace(/\r?\n[ \t]+/gu, ' ')
      .split(/\r?\n/u)
      .map(
        (line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const,
      )
      .reverse(),
  );
}

/** Text as RFC 2047 hides it in headers. */
export function readable(header = ''): string {
  const bytes = header
    .replace(/\?=\s+=\?/gu, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/giu, (_all, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('latin1')
        : text
            .replaceAll('_', ' ')
            .replace(/=([0-9A-F]{2})/gu, (_hex, code: string) => String.fromCharCode(parseInt(code, 16))),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The parts of a multipart mail, decoded, by media type. */
export function partsOf(raw: string): Map<string, string> {
  const boundary = /boundary="([^"]+)"/u.exec(raw)?.[1] ?? '';
  return new Map(
    raw
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => {
        const [head = '', ...body] = part.trim().split(/\r?\n\r?\n/u);
        const type = /content-type: ([a-z/]+)/iu.exec(head)?.[1] ?? '';
        return [type, textOf(head, body.join('\n\n')).trim()];
      }),
  );
}

function textOf(head: string, body: string): string {
  if (/base64/iu.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/iu.test(head)) return body.replace(/\r\n/gu, '\n');
  const bytes = body
    .replace(/=\r?\n/gu, '')
    .replace(/=([0-9A-F]{2})/gu, (_hex, code: string) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
