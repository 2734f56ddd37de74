/** Made when it is needed, so that no key is in the repository and none expires. */
import { generate } from 'selfsigned';

export interface CertificatePlan {
  /** Another name than the one that the server is reached at. */
  readonly name?: string;
  /** Several other names. */
  readonly names?: readonly string[];
  readonly expired?: boolean;
}

/** A key and a certificate of its own for a server on the loopback interface. */
export async function loopbackCertificate({ name, names, expired }: CertificatePlan = {}): Promise<{
  readonly key: string;
  readonly cert: string;
}> {
  const others = names ?? (name === undefined ? undefined : [name]);
  const altNames = others?.map((value) => ({ type: 2 as const, value })) ?? [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const made = await generate([{ name: 'commonName', value: name ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames }],
    ...(expired === true && {
      notBeforeDate: new Date('2001-01-01T00:00:00Z'),
      notAfterDate: new Date('2002-01-01T00:00:00Z'),
    }),
  });
  return { key: made.private, cert: made.cert };
}
