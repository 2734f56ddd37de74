import { access, type HttpOperationName } from '../../../shared/http/access';
import { goodCalls, type Here } from '../../portal-world';
import { callsOf, mixed, mixesOf, namesIn, toldBy, twoPartners, type Name, type Sides } from '../../tenant-matrix';
import type { WatchedStore } from '../../watched-store';
import type { Call, World } from '../../world';

type Side = 'here' | 'beside' | 'there';
const operations = Object.keys(goodCalls) as HttpOperationName[];

let world: World;
let stores: readonly WatchedStore[];
let sides: Sides;
beforeAll(async () => {
  ({ world, stores, sides } = await twoPartners());
});
afterAll(() => world.close());

/** A call, with what it asked of the stores. */
async function outcomeOf(name: HttpOperationName, call: Call) {
  for (const store of stores) store.forget();
  const answer = await world.call(name, call);
  return { told: toldBy(answer), asked: stores.map(({ rounds }) => rounds), answer };
}

async function stored(): Promise<ReadonlyMap<string, string>> {
  const { documents } = await world.store.changes(undefined, 10_000);
  return new Map(documents.map((one) => [`${String(one.partnerId)} ${one.id}`, JSON.stringify(one)]));
}

it.each(operations)('debug %s', async (name) => {
  for (const make of callsOf(name)) {
    const names = namesIn(name, make, sides.here);
    const pathNames = names.filter((one) => Object.values(make(sides.here).params ?? {}).some((v) => v.includes(sides.here[one])));
    const lines: string[] = [];
    let known = await stored();
    for (const mix of mixesOf<Side>(names, ['here', 'beside', 'there'])) {
      const bearer = access[name].by !== 'user';
      const owner = mix[0];
      const mapped = mix.map((side, at) => {
        if (bearer) return side === owner ? side : 'nowhere';
        if (side === 'there') return 'nowhere';
        return at > 0 && at < pathNames.length && side !== owner ? 'nowhere' : side;
      });
      if (mapped.every((side, at) => side === mix[at])) continue;
      const foreign = await outcomeOf(name, make(mixed(sides, names, mix)));
      const unknown = await outcomeOf(name, make(mixed(sides, names, mapped)));
      const now = await stored();
      const changed = [...now.keys()].filter((id) => now.get(id) !== known.get(id));
      known = now;
      const same = JSON.stringify([foreign.told, foreign.asked]) === JSON.stringify([unknown.told, unknown.asked]);
      lines.push(`${same ? 'ok  ' : 'DIFF'} ${names.map((n, i) => n + ':' + mix[i]).join(' ')} -> ${mapped.join(' ')} ${foreign.answer.status} ${unknown.answer.status} ${JSON.stringify(foreign.asked)} ${JSON.stringify(unknown.asked)} ${changed.join(',')} ${foreign.answer.text.slice(0, 90)}`);
    }
    require('node:fs').appendFileSync('/tmp/c/debug.txt', `== ${name} ${names}\n${lines.join('\n')}\n`);
  }
});
