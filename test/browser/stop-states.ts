/** The states of the page on which the reader of offers and reminders stops them. */
import * as z from 'zod';
import { open, press } from './customer-steps';
import type { PageState, Scene } from './page-states';
import { invite, newCompany } from './readers';

const button = 'form[action*="/stop/"] button';

export const stopPageStates: readonly PageState[] = [
  { state: 'stop-open', status: 200, reach: async (scene) => open(scene.page, await stopLink(scene)) },
  {
    state: 'stop-stopped',
    status: 200,
    reach: async (scene) => {
      await open(scene.page, await stopLink(scene));
      return press(scene.page, button);
    },
  },
  {
    state: 'stop-allowed',
    status: 200,
    reach: async (scene) => {
      await open(scene.page, await stopLink(scene));
      await press(scene.page, button);
      return press(scene.page, button);
    },
  },
];

/** The link in an offer that was mailed to somebody new. */
async function stopLink({ kesher, reader }: Scene): Promise<string> {
  const { email } = newCompany(reader).contact;
  const { id } = await invite(kesher, reader);
  const body = { recipients: [{ email, language: reader.language }] };
  await kesher.call(z.object({ items: z.array(z.unknown()).length(1) }), `/api/offers/${id}/emails`, {
    as: reader.persona,
    body,
  });
  const [link] = /https?:\S+\/stop\/\S+/u.exec((await kesher.mail(email, 'offer')).text) ?? [];
  if (link === undefined) throw new Error('The offer does not say how to stop others.');
  return link;
}
