/** A customer answers one thing that its partner asked for with product keys: yes or no. Only a yes grants anything. */
import * as z from 'zod';
import { notOpen } from '../../shared/access/access-answers';
import { cannotEnd } from '../../shared/access/agreement-answers';
import { askAnswered, askUnanswered } from '../../shared/access/ask-answers';
import { answeringWrites, readAsk } from '../../shared/access/asks';
import { loadAccess } from '../../shared/access/loaded-access';
import { answerAsk as answer } from '../../shared/domain/keys/answering';
import { openAsks } from '../../shared/domain/keys/key-application';
import { refuse } from '../../shared/domain/refusal';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { askedText } from '../../shared/kit/consent-texts';
import { hashText } from '../../shared/links/code-requests';
import type { Ports } from '../../shared/ports';

const AskAnswer = z.strictObject({ given: z.boolean('Must be true or false.') });

/** Others who change the same customer or subscription meanwhile make the decision start again from what they left. */
const attempts = 8;

const takes = { body: AskAnswer };

/** Keeps the answer with what it grants; again, whatever it says then, it shows the first result. */
export const answerAsk = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('answerAsk', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, now, traceId } = call;
    const { result } = await call.read((form) => {
      const given = form.get('given');
      return given === 'true' || given === 'false' ? { given: given === 'true' } : {};
    });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, asked] = await Promise.all([
        loadAccess(ports, call),
        readAsk(ports, access, call.params.askId ?? ''),
      ]);
      if ('ok' in loaded) return loaded;
      const { partner, customer } = loaded;
      // Whoever was only named has proved nothing until the code is entered, which opens the page.
      if (!loaded.isOpen || customer.document.unverified) return notOpen(ports, loaded);
      if (!asked) return cannotEnd(loaded);
      const { application, ask, subscription } = asked;
      if (ask.state === 'answered') return askAnswered(loaded, application.document, ask);
      const subscriptionOf = () => subscription?.document;
      const isOpen = openAsks([application.document], partner, customer.document, subscriptionOf, now).includes(ask);
      if (!isOpen) return cannotEnd(loaded, refuse('state-conflict', { detail: 'This is not asked any more.' }));
      if (!result.ok) return askUnanswered(loaded, ask, result);
      const { language } = loaded.contextOf(loaded.paths.page);
      const { text, version } = askedText(language, { partner: { name: partner.profile.name }, ask });
      const answering = answer({
        ...{ partner, customer: customer.document, application: application.document, ask, language, traceId, now },
        subscription: subscription?.document,
        consent: { given: result.value.given, textHash: hashText(text), version },
      });
      if (!answering.ok) return cannotEnd(loaded, answering);
      const written = await ports.partners.write(
        partner.partnerId,
        answeringWrites(answering.value, { customer, application, subscription }),
      );
      if (written.ok) return askAnswered(loaded, application.document, answering.value.answered);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
