/** What the access page shows of service requests: number, title, status and what is shared. */
import type { ServiceRequest } from '../../domain/customers/service-request';
import { cleanLine, cleanParagraphs, leftToRight, named } from '../../i18n/phrase';
import type { Texts } from '../../i18n/texts';
import { fact, Facts } from '../../kit/facts';
import { Section } from '../../kit/page-layout';
import { statusTexts } from '../../kit/request-words';
import { Words } from '../../kit/words';

interface SharedRequests {
  readonly texts: Texts;
  readonly partner: string;
  /** Whose time zone dates are told in. */
  readonly country: string;
  readonly requests: readonly {
    readonly number: string;
    readonly title: string;
    readonly status: ServiceRequest['state'];
    readonly notes: readonly { readonly text: string; readonly at: string }[];
  }[];
}

/** A card for all of them, unless nothing is shared. */
export function SharedRequests({ texts, partner, country, requests }: SharedRequests) {
  if (requests.length === 0) return null;
  return (
    <div class="card">
      <Section title={texts.say('access.requestsTitle')}>
        <p>
          <Words of={texts.phrase('access.requestsLead', { partner: named(partner) })} />
        </p>
      </Section>
      {requests.map(({ number, title, status, notes }) => (
        <Section title={<bdi>{cleanLine(title)}</bdi>}>
          <Facts
            facts={[
              fact(texts.say('request.number'), leftToRight(number)),
              { name: texts.say('fact.status'), value: texts.say(statusTexts[status]) },
            ]}
          />
          {notes.map(({ text, at }) => (
            <div class="message">
              {cleanParagraphs(text).map((paragraph) => (
                <p dir="auto">{paragraph}</p>
              ))}
              <p class="muted small">{texts.moment(new Date(at), country)}</p>
            </div>
          ))}
        </Section>
      ))}
    </div>
  );
}
