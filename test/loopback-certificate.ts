/** Made when it is needed, so that no key is in the repository and none expires. */
import { generate } from 'selfsigned';

/** A key and a certificate of its own for a server on the loopback interface. */
export async function loopbackCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const altNames = [
    { type: 2, value: 'localhost' },
    { type: 7, ip: '127.0.0.1' },
  ] as const;
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [...altNames] }],
  });
  return { key: made.private, cert: made.cert };
}
