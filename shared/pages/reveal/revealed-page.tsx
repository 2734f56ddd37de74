/** The page that shows a temporary password, the one time that it is shown. */
import { spellingWords } from '../../catalogue/spelling-words';
import { shownAddress } from '../../domain/shown-domains';
import { named } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import type { PageContext } from '../../kit/cards';
import { renderPage, Section } from '../../kit/page-layout';
import { ContactCard } from '../../kit/state-page';
import { Breakable, Words } from '../../kit/words';

export interface RevealedPage {
  readonly context: PageContext;
  /** Whose time zone the moment is told in. */
  readonly country: string;
  readonly signInName: string;
  readonly password: string;
  readonly shownAt: string;
}

/** The password in one piece to be selected, and character by character to be said. */
export function renderRevealedPage(page: RevealedPage): string {
  const { context, password, signInName } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const title = texts.say('reveal.shownTitle');
  const date = texts.moment(new Date(page.shownAt), page.country);
  return renderPage(
    { texts, context, title: `${title} – ${context.partner.name}` },
    <>
      <div class="card">
        <h1>{title}</h1>
        <p>{texts.say('reveal.shownLead', { date })}</p>
        <dl class="contacts">
          <div>
            <dt>{texts.say('reveal.signIn')}</dt>
            <dd>
              <bdi dir="ltr">
                <Breakable text={shownAddress(signInName)} />
              </bdi>
            </dd>
          </div>
          <div>
            <dt>{texts.say('reveal.password')}</dt>
            <dd>
              <code class="secret notranslate" dir="ltr">
                {password}
              </code>
            </dd>
          </div>
        </dl>
        <Section title={texts.say('reveal.spelled')}>
          <ol class="spelled notranslate">
            {Array.from(password, (character) => (
              <li>{spelled(texts, character)}</li>
            ))}
          </ol>
        </Section>
        <p>
          <Words of={texts.phrase('reveal.afterwards', { partner })} />
        </p>
      </div>
      <ContactCard texts={texts} partner={context.partner} />
    </>,
  );
}

function spelled(texts: Texts, character: string): string {
  const word = spellingWords[character.toLowerCase()];
  if (word !== undefined) {
    const isCapital = character !== character.toLowerCase();
    return texts.say(isCapital ? 'reveal.capital' : 'reveal.small', { letter: character, word });
  }
  return character === '-' ? texts.say('reveal.hyphen') : texts.say('reveal.digit', { digit: character });
}
