/** A mail as HTML: tables and inline styles, because that is what every mail program understands; no style sheet is needed, and nothing is lost without the one image. */
import type { ComponentChildren } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { limits } from '../../catalogue/limits';
import { shownAddress } from '../../domain/shown-domains';
import { cleanLine, cleanParagraphs, named, type Phrase } from '../../i18n/phrase';
import type { Texts } from '../../i18n/texts';
import { mailAccent } from '../../kit/accent';
import type { PartnerCard } from '../../kit/cards';
import type { Fact } from '../../kit/facts';
import { emailLink, phoneLink, supportLinks, websiteLink, websiteText } from '../../kit/partner-links';
import { Breakable } from '../../kit/words';
import { spacedCode, type MailBlock, type MailMessage } from './mail-message';

const ink = '#1c1b1a';
const muted = '#5a5855';
const font = "font-family:'Segoe UI',Arial,'Helvetica Neue','PingFang SC','Microsoft YaHei',sans-serif";
const prose = `margin:0 0 16px;${font};font-size:16px;line-height:1.6;color:${ink}`;
const small = `margin:0 0 8px;${font};font-size:14px;line-height:1.6;color:${muted}`;
const table = 'border-collapse:collapse';
/** Darkened mails turn it as they turn text; of a colour nobody knows what becomes. */
const link = `color:${ink};text-decoration:underline`;

interface Look {
  readonly texts: Texts;
  readonly accent: string;
  /** Outlook on Windows does not hand it on from a table to what stands in its cells: every block says its own. */
  readonly dir: 'ltr' | 'rtl';
  /** Outlook knows neither `start` nor logical margins. */
  readonly start: 'left' | 'right';
}

/** The whole HTML part. */
export function mailHtml(message: MailMessage): string {
  const { texts, partner } = message;
  const { language, direction } = texts;
  const start = direction === 'rtl' ? 'right' : 'left';
  const look = { texts, dir: direction, start, accent: mailAccent(partner.accent) } as const;
  const mail = (
    <html lang={language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <title>{message.subject}</title>
      </head>
      <body lang={language} dir={direction} style="margin:0;padding:0;background-color:#f6f6f5">
        <table
          role="presentation"
          lang={language}
          dir={direction}
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style={`${table};background-color:#f6f6f5`}
        >
          {/* Seen by all: spam filters count every way of hiding it, and each fails in some program. */}
          <tr>
            <td
              align="center"
              dir={direction}
              style={`padding:16px 24px 0;${font};font-size:13px;line-height:1.5;color:${muted}`}
            >
              {message.preheader}
            </td>
          </tr>
          <tr>
            <td align="center" dir={direction} style="padding:16px 8px 24px">
              <table
                role="presentation"
                dir={direction}
                width="600"
                cellpadding="0"
                cellspacing="0"
                style={`${table};width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dedcd9`}
              >
                <Row look={look} style={`padding:20px;border-bottom:3px solid ${look.accent}`}>
                  <Letterhead partner={partner} look={look} />
                  {partner.officeName !== undefined && (
                    <p dir={look.dir} style={`${small};margin:0`}>
                      <span dir="auto">{cleanLine(partner.officeName)}</span>
                    </p>
                  )}
                </Row>
                <Row look={look} style="padding:28px 20px">
                  <h1 dir={look.dir} style={`${prose};font-size:24px;line-height:1.3;font-weight:bold`}>
                    <MailWords of={message.title} look={look} />
                  </h1>
                  {message.greeting && (
                    <p dir={look.dir} style={prose}>
                      <MailWords of={message.greeting} look={look} />
                    </p>
                  )}
                  {message.blocks.map((block) => (
                    <Block block={block} look={look} />
                  ))}
                </Row>
                <Row look={look} style="padding:20px;border-top:1px solid #dedcd9">
                  <Reach look={look} partner={partner} />
                  {message.advertisement && (
                    <p dir={look.dir} style={small}>
                      <MailWords of={message.advertisement} look={look} />
                    </p>
                  )}
                  <p dir={look.dir} style={small}>
                    <MailWords of={message.why} look={look} />
                  </p>
                  {message.stops?.map(({ label, url }) => (
                    <p dir={look.dir} style={small}>
                      <a href={url} style={link}>
                        {label}
                      </a>
                    </p>
                  ))}
                  <p dir={look.dir} style={`${small};margin:0`}>
                    <MailWords of={texts.phrase('mail.from', { partner: named(partner.name) })} look={look} />
                  </p>
                </Row>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
  return `<!doctype html>${renderToStaticMarkup(mail)}`;
}

/** Logos that are so much wider than high are the company's name in its own letters. */
const wordmarkRatio = 2.2;

/** The partner's logo and name. A wordmark says the name to those who see it, and its alternative text to all others; any other logo stands beside the name. */
function Letterhead({ partner, look }: { readonly partner: PartnerCard; readonly look: Look }) {
  const { logo } = partner;
  const name = cleanLine(partner.name);
  const bold = `${prose};margin:0;font-size:18px;font-weight:bold`;
  if (!logo)
    return (
      <p dir={look.dir} style={bold}>
        <span dir="auto">{name}</span>
      </p>
    );
  const { width = 0, height = limits.companyProfile.logo.shown.height } = logo.size ?? {};
  const isWordmark = width / height >= wordmarkRatio;
  // Programs that darken mails leave images alone, and most leave gradients alone: what is drawn in dark ink on nothing needs a light ground.
  const ground =
    'padding:4px;border-radius:6px;background-color:#ffffff;background-image:linear-gradient(#ffffff,#ffffff)';
  const image = (
    <img
      src={logo.src}
      {...(logo.size ?? { height })}
      alt={name}
      style={`display:block;border:0;${font};font-size:${isWordmark ? 18 : 12}px;font-weight:bold;color:${ink}`}
    />
  );
  return (
    <table role="presentation" dir={look.dir} cellpadding="0" cellspacing="0">
      <tr>
        <Cell look={look} style={ground}>
          {image}
        </Cell>
        {!isWordmark && (
          // The image says it to those who hear the mail.
          <Cell look={look} style={`padding-${look.start}:12px;text-align:${look.start}`} aria-hidden="true">
            <p dir={look.dir} style={bold}>
              <span dir="auto">{name}</span>
            </p>
          </Cell>
        )}
      </tr>
    </table>
  );
}

/** A cell where lines begin, or in the middle. Outlook on Windows goes by these attributes and not by styles. */
function Cell({
  look,
  align = look.start,
  style,
  children,
  ...more
}: {
  readonly look: Look;
  readonly align?: 'center' | 'left' | 'right' | undefined;
  readonly style: string;
  readonly children: ComponentChildren;
  readonly width?: string;
  readonly 'aria-hidden'?: 'true';
}) {
  return (
    <td {...more} dir={look.dir} align={align} style={style}>
      {children}
    </td>
  );
}

/** A table as wide as what it stands in. */
function WholeTable({
  look,
  style,
  children,
}: {
  readonly look: Look;
  readonly style: string;
  readonly children: ComponentChildren;
}) {
  return (
    <table role="presentation" dir={look.dir} width="100%" cellpadding="0" cellspacing="0" style={`${table};${style}`}>
      {children}
    </table>
  );
}

function Row({
  look,
  style,
  children,
}: {
  readonly look: Look;
  readonly style: string;
  readonly children: ComponentChildren;
}) {
  return (
    <tr>
      <Cell look={look} style={`${style};text-align:${look.start};word-break:break-word`}>
        {children}
      </Cell>
    </tr>
  );
}

/** Chinese has no spaces, and spam filters take tags between letters for words in disguise. */
const onlyHan = /^\p{Script=Han}+$/u;

/** Mail programs know `dir` on a span better than they know `bdi`. What runs the way of the mail anyhow needs neither. */
function MailWords({ of, look }: { readonly of: Phrase; readonly look: Look }) {
  return (
    <>
      {of.map((piece) =>
        typeof piece === 'string' ? (
          piece
        ) : look.start === 'left' && onlyHan.test(piece.isolate) ? (
          piece.isolate
        ) : (
          <span dir={piece.direction}>
            {piece.direction === 'ltr' ? <Breakable text={piece.isolate} /> : piece.isolate}
          </span>
        ),
      )}
    </>
  );
}

function Block({ block, look }: { readonly block: MailBlock; readonly look: Look }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p dir={look.dir} style={prose}>
          <MailWords of={block.words} look={look} />
        </p>
      );
    case 'heading':
      return (
        <h2 dir={look.dir} style={`${prose};margin:0 0 8px;font-size:17px;font-weight:bold`}>
          <MailWords of={block.words} look={look} />
        </h2>
      );
    case 'list':
      return (
        // Outlook on Windows indents by the margin.
        <ul dir={look.dir} style={`${prose};margin-${look.start}:22px;padding:0`}>
          {block.items.map((item) => (
            <li dir={look.dir} style="margin:0 0 6px">
              <MailWords of={item} look={look} />
            </li>
          ))}
        </ul>
      );
    case 'facts':
      return <FactsTable facts={block.facts} look={look} />;
    case 'quotation':
      return (
        <Box look={look} style={`padding:0 14px;border-${look.start}:3px solid ${look.accent}`}>
          {block.paragraphs.map((text) => (
            <p dir="auto" style={`${prose};margin:0 0 8px`}>
              {text}
            </p>
          ))}
        </Box>
      );
    case 'code':
      return (
        <Box look={look} align="center" style="padding:16px;background-color:#f6f6f5;border:1px solid #dedcd9">
          <p
            dir="ltr"
            style={`${prose};margin:0;font-size:36px;line-height:1.2;font-weight:bold;letter-spacing:4px;text-align:center`}
          >
            {unbroken(spacedCode(block.code))}
          </p>
        </Box>
      );
    case 'button':
      return <Button label={block.label} url={block.url} look={look} />;
    case 'link':
      return (
        <p dir={look.dir} style={prose}>
          <a href={block.url} style={link}>
            {block.label}
          </a>
        </p>
      );
  }
}

/** One cell around blocks: Outlook on Windows draws borders and padding around nothing else. */
function Box({
  look,
  align,
  style,
  children,
}: {
  readonly look: Look;
  readonly align?: 'center' | undefined;
  readonly style: string;
  readonly children: ComponentChildren;
}) {
  return (
    <WholeTable look={look} style="margin:0 0 16px">
      <tr>
        <Cell look={look} align={align} style={style}>
          {children}
        </Cell>
      </tr>
    </WholeTable>
  );
}

/** Stays in one line where no style says so. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

function FactsTable({ facts, look }: { readonly facts: readonly Fact[]; readonly look: Look }) {
  const cell = `padding:6px 0;${font};font-size:15px;line-height:1.5;vertical-align:top;text-align:${look.start}`;
  return (
    <WholeTable look={look} style="margin:0 0 20px;border-top:1px solid #dedcd9;border-bottom:1px solid #dedcd9">
      {facts.map(({ name, value }) => (
        <tr>
          <Cell
            look={look}
            width="35%"
            style={`${cell};color:${muted};padding-${opposite(look.start)}:12px;word-break:normal`}
          >
            {name}
          </Cell>
          <Cell look={look} style={`${cell};color:${ink};font-weight:bold`}>
            {typeof value === 'string' ? value : <MailWords of={value} look={look} />}
          </Cell>
        </tr>
      ))}
    </WholeTable>
  );
}

function opposite(side: 'left' | 'right'): 'left' | 'right' {
  return side === 'left' ? 'right' : 'left';
}

function Button({ label, url, look }: { readonly label: string; readonly url: string; readonly look: Look }) {
  const { accent, texts } = look;
  return (
    <>
      <table role="presentation" dir={look.dir} cellpadding="0" cellspacing="0" style="margin:0 0 16px">
        <tr>
          {/* Outlook on Windows gives cells padding, and links none. */}
          <td
            align="center"
            dir={look.dir}
            style={`background-color:${accent};border:2px solid ${accent};border-radius:6px;mso-padding-alt:12px 26px`}
          >
            <a
              href={url}
              style={`display:inline-block;padding:12px 26px;${font};font-size:16px;line-height:1.4;font-weight:bold;color:#ffffff;text-decoration:none`}
            >
              {label}
            </a>
          </td>
        </tr>
      </table>
      <p dir={look.dir} style={small}>
        {texts.say('mail.linkAsText')}
      </p>
      <p dir={look.dir} style={`${small};margin:0 0 20px`}>
        <span dir="ltr">
          <a href={url} style={link}>
            {piecesOf(url).map((piece, index) => (
              <>
                {index > 0 && <wbr />}
                {piece}
              </>
            ))}
          </a>
        </span>
      </p>
    </>
  );
}

/** Programs that do not break words by style do it between these, and none copies the places along. */
function piecesOf(url: string): readonly string[] {
  return url.match(/.{1,16}/gu) ?? [];
}

/** How to reach the partner without the links of this mail. */
function Reach({ look, partner }: { readonly look: Look; readonly partner: PartnerCard }) {
  const { texts } = look;
  const { phone, email, website, support } = partner;
  const rows = [
    ...(phone === null ? [] : [{ name: texts.say('contact.phone'), text: phone, to: phoneLink(phone), isPhone: true }]),
    ...(email === null ? [] : [{ name: texts.say('contact.email'), text: shownAddress(email), to: emailLink(email) }]),
    ...(website === null
      ? []
      : [{ name: texts.say('contact.website'), text: websiteText(website), to: websiteLink(website) }]),
    ...supportLinks(support).map(({ text, to, isPhone }) => ({
      name: texts.say('contact.support'),
      text,
      to,
      isPhone,
    })),
  ];
  const address = cleanParagraphs(partner.address);
  const hours = cleanParagraphs(support?.hours ?? null);
  return (
    <p dir={look.dir} style={small}>
      <span dir="auto">{cleanLine(partner.name)}</span>
      {rows.map(({ name, text, to, isPhone = false }) => (
        <>
          <br />
          <MailWords of={texts.phrase('layout.nameAndValue', { name, value: '' })} look={look} />
          <span dir="ltr">
            {to === undefined ? (
              cleanLine(text)
            ) : (
              <a href={to} style={`color:${muted}`}>
                {isPhone ? unbroken(cleanLine(text)) : cleanLine(text)}
              </a>
            )}
          </span>
        </>
      ))}
      {address.length > 0 && (
        <>
          <br />
          <span dir="auto">{address.join(', ')}</span>
        </>
      )}
      {hours.length > 0 && (
        <>
          <br />
          <MailWords
            of={texts.phrase('layout.nameAndValue', { name: texts.say('contact.hours'), value: '' })}
            look={look}
          />
          <span dir="auto">{hours.join(', ')}</span>
        </>
      )}
    </p>
  );
}
