/** The links that show a password once, and what is sealed to them: only the secret in the link and the keys of the setting together open it. */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { Reveal, Reveals } from '../ports';
import { macOf, type SigningKey } from './keys';
import { partnerFromBytes, partnerToBytes, signedClaims } from './signed-claims';

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const resetBytes = 16;
const secretBytes = 16;
/** What stands before the 32 bytes of an X25519 key in PKCS #8 and SPKI (RFC 8410). */
const privateForm = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicForm = Buffer.from('302a300506032b656e032100', 'hex');

/** Issues and reads links, and seals to the secrets in them; the first key signs and seals, the others still read and open. */
export function reveals(keys: readonly [SigningKey, ...SigningKey[]]): Reveals {
  const [sealing] = keys;
  const known = new Map(keys.map((key) => [key.id, key]));
  const links = signedClaims<Reveal>(keys, {
    purpose: 'reveal',
    longest: 130,
    encode: ({ partnerId, resetId, secret }) => [
      partnerToBytes(partnerId),
      Buffer.from(resetId, 'hex'),
      Buffer.from(secret, 'base64url'),
    ],
    decode(bytes) {
      const { partnerId, rest } = partnerFromBytes(bytes);
      if (rest.length !== resetBytes + secretBytes) return undefined;
      return {
        partnerId,
        resetId: rest.toString('hex', 0, resetBytes),
        secret: rest.toString('base64url', resetBytes),
      };
    },
  });
  return {
    issue: (reveal) => links.issue(reveal),
    read: (token) => links.read(token),
    publicKeyOf: (secret) => rawOf(createPublicKey(privateKeyOf(secret))),
    seal(text, { publicKey, about }) {
      const ephemeral = generateKeyPairSync('x25519');
      const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicKeyFrom(publicKey) });
      const sender = rawOf(ephemeral.publicKey);
      const { key, iv } = keysOf(sealing, [shared, sender, publicKey, ...about]);
      const box = createCipheriv(cipher, key, iv);
      box.setAAD(aboutOf(about));
      const sealed = Buffer.concat([box.update(text, 'utf8'), box.final(), box.getAuthTag()]);
      return { keyId: sealing.id, ephemeral: sender, box: sealed.toString('base64url') };
    },
    open({ keyId, ephemeral, box }, { secret, about }) {
      const key = known.get(keyId);
      if (!key) return undefined;
      const bytes = Buffer.from(box, 'base64url');
      try {
        const privateKey = privateKeyOf(secret);
        const shared = diffieHellman({ privateKey, publicKey: publicKeyFrom(ephemeral) });
        const publicKey = rawOf(createPublicKey(privateKey));
        const { key: opener, iv } = keysOf(key, [shared, ephemeral, publicKey, ...about]);
        const opening = createDecipheriv(cipher, opener, iv, { authTagLength: tagBytes });
        opening.setAAD(aboutOf(about));
        opening.setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([opening.update(bytes.subarray(0, -tagBytes)), opening.final()]).toString('utf8');
      } catch {
        // Whatever was changed in it, or sealed to another link, does not open.
        return undefined;
      }
    },
  };
}

/** Another key and another first block each time: the sender's half is made for this one message. */
function keysOf(key: SigningKey, parts: readonly (string | Uint8Array)[]) {
  return {
    key: macOf(key, 'reveal-seal', parts),
    iv: macOf(key, 'reveal-iv', parts).subarray(0, ivBytes),
  };
}

function aboutOf(about: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(about));
}

function privateKeyOf(secret: string): KeyObject {
  // No key of the setting goes into it: whoever has the link alone, or the keys alone, opens nothing.
  const seed = macOf({ id: '', bytes: Buffer.from(secret, 'base64url') }, 'reveal-link', []);
  return createPrivateKey({ key: Buffer.concat([privateForm, seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyFrom(raw: string): KeyObject {
  return createPublicKey({
    key: Buffer.concat([publicForm, Buffer.from(raw, 'base64url')]),
    format: 'der',
    type: 'spki',
  });
}

function rawOf(publicKey: KeyObject): string {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(publicForm.length).toString('base64url');
}
