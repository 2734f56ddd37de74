/** What all pages share: the document, whose page it is, where in the steps one stands, and how to check that it is genuine. */
import type { ComponentChildren } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { shownAddress } from '../domain/shown-domains';
import { languages, type Language } from '../domain/text';
import { cleanLine, cleanParagraphs, leftToRight, named } from '../i18n/phrase';
import { languageNames, textsFor, type Texts } from '../i18n/texts';
import type { OfferCard, PageContext, PartnerCard } from './cards';
import { providerOf } from './offer-terms';
import { emailLink, phoneLink, supportLinks, websiteLink, websiteText } from './partner-links';
import { StyleSheets } from './style-sheet';
import { Breakable, Words } from './words';

export interface PageFrame {
  readonly texts: Texts;
  readonly title: string;
  /** Left out when nobody knows whose page it is. */
  readonly context?: PageContext | undefined;
}

/** A whole page as a string. */
export function renderPage(frame: PageFrame, content: ComponentChildren): string {
  const { texts, title, context } = frame;
  const page = (
    <html lang={texts.language} dir={texts.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no" />
        <title>{cleanLine(title)}</title>
        <StyleSheets accent={context?.partner.accent ?? null} />
      </head>
      <body>
        <div class="column">
          {context && (
            <header class="masthead">
              <Masthead partner={context.partner} />
              <LanguageLinks context={context} />
            </header>
          )}
          <main>{content}</main>
        </div>
      </body>
    </html>
  );
  return `<!doctype html>${renderToStaticMarkup(page)}`;
}

function Masthead({ partner }: { readonly partner: PartnerCard }) {
  const { logo } = partner;
  return (
    <div class="partner">
      {logo && <img src={logo.src} {...logo.size} alt="" />}
      <div>
        <strong>
          <bdi>{cleanLine(partner.name)}</bdi>
        </strong>
        {partner.officeName !== undefined && <bdi class="muted small">{cleanLine(partner.officeName)}</bdi>}
      </div>
    </div>
  );
}

function LanguageLinks({ context }: { readonly context: PageContext }) {
  return (
    <nav class="languages" aria-label={textsFor(context.language).say('layout.languages')}>
      {languages.map((language) => (
        <LanguageLink language={language} context={context} />
      ))}
    </nav>
  );
}

function LanguageLink({ language, context }: { readonly language: Language; readonly context: PageContext }) {
  const name = languageNames[language];
  const direction = textsFor(language).direction;
  return language === context.language ? (
    <span lang={language} dir={direction} aria-current="true">
      {name}
    </span>
  ) : (
    <a href={context.languageLinks[language]} hreflang={language} lang={language} dir={direction}>
      {name}
    </a>
  );
}

/** The three steps from link to agreement. */
export const steps = ['step.offer', 'step.details', 'step.code'] as const;

/** Where in the three steps the reader stands. */
export function Steps({ texts, current }: { readonly texts: Texts; readonly current: (typeof steps)[number] }) {
  const step = steps.indexOf(current) + 1;
  return (
    <p class="steps">
      <span class="bars" aria-hidden="true">
        {steps.map((_, index) => (
          <i class={index < step ? 'reached' : ''} />
        ))}
      </span>
      <span>
        {texts.say('layout.step', {
          step: texts.number(step),
          steps: texts.number(steps.length),
          name: texts.say(current),
        })}
      </span>
    </p>
  );
}

export interface GenuineNotice {
  readonly texts: Texts;
  readonly partner: PartnerCard;
  /** Who provides the service: asked for codes in its name, people should refuse. */
  readonly provider: string;
  /** The offer's number, to ask the partner about. */
  readonly reference?: string | undefined;
}

/** How to check that the page is what it says it is, and what it never asks for. */
export function Genuine({ texts, partner, provider, reference }: GenuineNotice) {
  const name = named(partner.name);
  return (
    <section class="card aside" aria-labelledby="genuine">
      <h2 id="genuine">{texts.say('genuine.title')}</h2>
      <p>
        <Words
          of={
            reference === undefined
              ? texts.phrase('genuine.checkPartner', { partner: name })
              : texts.phrase('genuine.check', { partner: name, reference: leftToRight(reference) })
          }
        />
      </p>
      <p>
        <Words of={texts.phrase('genuine.never', { partner: name, provider })} />
      </p>
      <Contacts texts={texts} partner={partner} />
    </section>
  );
}

/** The same for the pages of an offer, which people can name to the partner by its number. */
export function OfferGenuine({
  texts,
  context,
  offer,
}: {
  readonly texts: Texts;
  readonly context: PageContext;
  readonly offer: OfferCard;
}) {
  const provider = providerOf(texts, offer.usageLocation);
  return <Genuine texts={texts} partner={context.partner} provider={provider} reference={offer.summaryId} />;
}

/** How to reach the partner without this page. */
export function Contacts({ texts, partner }: { readonly texts: Texts; readonly partner: PartnerCard }) {
  const { phone, email, website, support } = partner;
  const address = cleanParagraphs(partner.address);
  const hours = cleanParagraphs(support?.hours ?? null);
  return (
    <dl class="contacts">
      {phone !== null && (
        <ContactRow name={texts.say('contact.phone')}>
          <Link to={phoneLink(phone)} text={phone} />
        </ContactRow>
      )}
      {email !== null && (
        <ContactRow name={texts.say('contact.email')}>
          <Link to={emailLink(email)} text={shownAddress(email)} />
        </ContactRow>
      )}
      {website !== null && (
        <ContactRow name={texts.say('contact.website')}>
          <Link to={websiteLink(website)} text={websiteText(website)} />
        </ContactRow>
      )}
      {address.length > 0 && (
        <ContactRow name={texts.say('contact.address')}>
          <Lines of={address} />
        </ContactRow>
      )}
      <SupportRows texts={texts} support={support} />
      {hours.length > 0 && (
        <ContactRow name={texts.say('contact.hours')}>
          <Lines of={hours} />
        </ContactRow>
      )}
    </dl>
  );
}

/** Each way to get help in a row of its own: a number and an address are too long to stand side by side on a phone. */
function SupportRows({ texts, support }: { readonly texts: Texts; readonly support: PartnerCard['support'] }) {
  return (
    <>
      {supportLinks(support).map(({ to, text }) => (
        <ContactRow name={texts.say('contact.support')}>
          <Link to={to} text={text} />
        </ContactRow>
      ))}
    </>
  );
}

function Lines({ of }: { readonly of: readonly string[] }) {
  return (
    <>
      {of.map((line, index) => (
        <>
          {index > 0 && <br />}
          <bdi>{line}</bdi>
        </>
      ))}
    </>
  );
}

/** One way to reach somebody. */
export function ContactRow({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Link({ to, text }: { readonly to: string | undefined; readonly text: string }) {
  const words = (
    <bdi dir="ltr">
      <Breakable text={cleanLine(text)} />
    </bdi>
  );
  return to === undefined ? (
    words
  ) : (
    <a href={to} rel="noopener noreferrer">
      {words}
    </a>
  );
}

/** A headed part of a page. */
export function Section({
  title,
  children,
}: {
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
