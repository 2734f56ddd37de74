/** Pages that say how things stand: what happened, what it means, and the next step. */
import type { ComponentChildren } from 'preact';
import type { Language } from '../domain/text';
import { named, type Phrase } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import type { PageContext, PartnerCard } from './cards';
import { Contacts, renderPage, Section } from './page-layout';
import { Words } from './words';

export interface StatePage {
  readonly context?: PageContext | undefined;
  readonly language: Language;
  readonly title: string;
  /** Whether there is something in a form to put right. */
  readonly hasErrors?: boolean;
  /** What it means, then what to do: a paragraph each. */
  readonly paragraphs: readonly Phrase[];
  readonly action?: ComponentChildren;
}

/** A page that only tells; with a partner, it says how to reach it. */
export function renderStatePage({ context, language, title, hasErrors, paragraphs, action }: StatePage): string {
  const texts = textsFor(language);
  const whole = context ? `${title} – ${context.partner.name}` : title;
  return renderPage(
    { texts, context, title: hasErrors ? texts.say('layout.errorTitle', { title: whole }) : whole },
    <>
      <div class="card">
        <h1>{title}</h1>
        {paragraphs.map((paragraph) => (
          <p>
            <Words of={paragraph} />
          </p>
        ))}
        {action}
      </div>
      {context && <ContactCard texts={texts} partner={context.partner} />}
    </>,
  );
}

/** Whom to ask. */
export function ContactCard({ texts, partner }: { readonly texts: Texts; readonly partner: PartnerCard }) {
  return (
    <div class="card aside">
      <Section title={<Words of={texts.phrase('contact.title', { partner: named(partner.name) })} />}>
        <Contacts texts={texts} partner={partner} />
      </Section>
    </div>
  );
}
