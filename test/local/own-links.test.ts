import { ownLinks } from '../../local/own-links';
import { linkCodes } from '../../shared/signing/link-codes';

const bytesOf = (id: string) => new Uint8Array(Buffer.alloc(32, id));
const key = (id: string): string => `${id}:${Buffer.from(bytesOf(id)).toString('base64url')}`;
const codeOf = (id: string): string => linkCodes([{ id, bytes: bytesOf(id) }]).issue(link);
const link = { partnerId: '11111111-1111-4111-8111-111111111111', offerId: 'a'.repeat(32), linkVersion: 1 };
const origin = 'http://localhost:7071';
const read = ownLinks(origin, { LINK_KEYS: `${key('new')},${key('old')}`, PUBLIC_BASE_URL: 'https://offers.example' });

describe('telling the own links from others', () => {
  it.each([origin, 'https://offers.example'])('takes a link at %s, and whatever is below it', (at) => {
    const path = `/o/${codeOf('new')}`;
    expect(read(` ${at}${path} `)).toEqual({ link, path });
    expect(read(`${at}${path}/redemptions/1?lang=he#code`)).toEqual({ link, path });
  });

  it('takes a link that was signed with a key that is going out of use', () => {
    expect(read(`${origin}/o/${codeOf('old')}`)).toMatchObject({ link });
  });

  it.each([
    ['of another site', `http://169.254.169.254/o/${codeOf('new')}`],
    ['of another port', `http://localhost:7072/o/${codeOf('new')}`],
    ['with another host in front', `http://localhost:7071@other.example/o/${codeOf('new')}`],
    ['of this site that is no link', `${origin}/api/overview`],
    ['that somebody else signed', `${origin}/o/${codeOf('other')}`],
    ['of a file', `file:///o/${codeOf('new')}`],
    ['that is none', 'not an address'],
    ['that is empty', ''],
  ])('takes no address %s', (_, text) => {
    expect(read(text)).toBeUndefined();
  });
});
