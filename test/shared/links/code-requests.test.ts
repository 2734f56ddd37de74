import * as fc from 'fast-check';
import { askForCode, codeMail, hashText, redemptionIdOf } from '../../../shared/links/code-requests';
import { putOnRecord } from '../../link-world';
import { aPartner, aRedemption } from '../../redemption-samples';
import { watchedWorld } from '../../watched-store';
import { contoso, noon, World } from '../../world';

describe('the id of a redemption with an Idempotency-Key', () => {
  it('is 128 bits that follow from partner, offer and key, and cannot be told from the key alone', () => {
    const id = redemptionIdOf(aPartner(), 'offer', 'key');
    expect(id).toMatch(/^[\w-]{22}$/u);
    expect(redemptionIdOf(aPartner(), 'offer', 'key')).toBe(id);
    const others = [
      redemptionIdOf(aPartner({ idSalt: 'other' }), 'offer', 'key'),
      redemptionIdOf(aPartner(), 'other', 'key'),
      redemptionIdOf(aPartner(), 'offer', 'other'),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });

  it('ends in a letter or digit: the links to code page and receipt end in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (offerId, key) => {
        expect(redemptionIdOf(aPartner(), offerId, key)).toMatch(/[A-Za-z0-9]$/u);
      }),
      { numRuns: 500 },
    );
  });
});

describe('asking for a code', () => {
  const ask = async (known: boolean) => {
    const { world, store } = await watchedWorld();
    if (known) await putOnRecord(world);
    const partner = aPartner();
    const details = { partner, isShared: () => false, now: noon };
    const asked = await askForCode(world.ports, { ...details, answer: contoso });
    world.close();
    return { asked, rounds: store.rounds };
  };

  it('reads and writes as much for a known customer as for an unknown one', async () => {
    const [known, unknown] = [await ask(true), await ask(false)];
    expect(known.rounds).toEqual(['read read read']);
    expect(unknown.rounds).toEqual(known.rounds);
    const countOf = ({ count, counted }: typeof known.asked) => count(counted);
    expect(countOf(unknown.asked)).toEqual(countOf(known.asked));
    expect([known.asked.whose.customer?.document.id, unknown.asked.whose.customer]).toEqual([
      'domain:contoso.example',
      undefined,
    ]);
  });

  it('is mailed as template and parameters, never as a code', () => {
    const world = new World();
    const { secrets } = world.ports;
    world.close();
    const mail = codeMail({ secrets }, { partner: aPartner(), redemption: aRedemption(), linkVersion: 1, now: noon });
    expect(mail).toMatchObject({ status: 'queued', lane: 'codes', to: { address: 'dana@contoso.example' } });
    expect(mail.content).toMatchObject({ template: 'confirmationCode', number: 1, keyId: 'key' });
    expect(JSON.stringify(mail)).not.toMatch(/"\d{6}"/u);
  });
});

describe('the hash of a text', () => {
  it('is SHA-256 of its UTF-8', () => {
    expect(hashText('שלום')).toBe('t6wDmO90GTq3OLId8JEjKTA98Q2GjCusN6hKWdEsDi8');
  });
});
