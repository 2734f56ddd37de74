import type { HttpOperationName } from '../../../shared/http/access';
import { goodDraft } from '../../fuzz/drafts';
import { groundFor } from '../../fuzz/ground';
import { judged } from '../../fuzz/judge';

const names = [
  'resendCode',
  'claimAdministrator',
  'askForAccessCode',
  'resendAdministratorCodes',
  'askForRevealCode',
  'askForDeskCode',
] as const satisfies readonly HttpOperationName[];

const bodies = {
  'is no JSON': [400, '{', 'application/json'],
  'says neither yes nor no': [422, '{"sure":null}', 'application/json'],
  'is of another kind': [415, 'sure=true', 'text/plain'],
  'is too large': [413, ' '.repeat(65 * 1024), 'application/json'],
} as const;

describe.each(names)('%s', (name) => {
  it.each(Object.entries(bodies))('mails nothing when its body %s', async (_says, [status, bytes, type]) => {
    const ground = await groundFor(name);
    const good = goodDraft(name, ground);
    const headers = { ...good.headers, 'content-type': type };
    const answer = await judged(name, { ...good, headers, body: { kind: 'raw', bytes } }, ground);
    expect([answer.status, ground.written()]).toEqual([status, []]);
  });

  it('mails a code to whoever sends nothing', async () => {
    const ground = await groundFor(name);
    const good = goodDraft(name, ground);
    const answer = await judged(name, { ...good, body: { kind: 'none' } }, ground);
    expect(answer.status).toBe(202);
    expect(ground.written().filter(({ after }) => after?.type === 'mail')).not.toEqual([]);
  });
});
