/** How long the codes of others wait while one public link is flooded; in simulated seconds, not timed. */
import { CodeFlood } from '../test/code-flood';
import { shown, type Measurement } from './figures';

const quota = { perMinute: 30, perHour: 100 };
const answers = 300;
const hours = 2;
const everyMinutes = 5;

export async function measureCodeFlood(): Promise<Measurement> {
  const flood = new CodeFlood(quota, 1);
  const { own, other } = await flood.links(2);
  const [flooded = '', uninvolved = ''] = own;
  await flood.answers([flooded], answers);
  for (let minute = 0; minute < hours * 60; minute += everyMinutes) {
    await flood.answer(other);
    await flood.answer(uninvolved);
    await flood.pass(everyMinutes * 60);
  }
  const sent = flood.sent(flooded);
  const figure = (name: string, link: string, goal: number) => {
    const waits = flood.waits(link);
    const late = waits.filter((seconds) => seconds >= 2).length;
    const measured = `the longest of ${waits.length} waits, ${late} of them 2 s or more; ${shown(sent)} codes of the flood went out beside them`;
    return { name, value: Math.max(...waits), unit: 's', goal: { atMost: goal }, measured };
  };
  const figures = [
    figure('A code of an uninvolved partner', other, 60),
    figure('A code of an uninvolved link of the same partner', uninvolved, 300),
  ];
  flood.world.close();
  return { title: 'A flood of codes', figures, limits };
}

const limits = `Simulated seconds: ${answers} answers with invented domains on one link, with the quota of ${quota.perMinute} mails a minute and ${quota.perHour} an hour; then, for ${hours} hours, one code for each of the others
every ${everyMinutes} minutes, the feed every second and the timer every minute. The quota is the limit: what the flood may use of it follows from what it used lately and from what is free.`;
