/** Made when it is needed, so that no key is in the repository and none expires. */
import { generate } from 'selfsigned';

export interface CertificatePlan {
  /** Another name than the one that the server is reached at. */
  readonly name?: string;
  readonly expired?: boolean;
}

/** A key and a certificate of its own for a server on the loopback interface. */
export async function loopbackCertificate({ name, expired }: CertificatePlan = {}): Promise<{
  readonly key: string;
  readonly cert: string;
}> {
  const altNames =
    name === undefined
      ? [
          { type: 2 as const, value: 'localhost' },
          { type: 7 as const, ip: '127.0.0.1' },
        ]
      : [{ type: 2 as const, value: name }];
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
