/** The local mailbox in the browser: a list that keeps itself fresh, and one mail as its reader sees it. */
import type { HttpResponseInit } from '@azure/functions';
import type { VNode } from 'preact';
import { pageHeaders } from '../shared/http/security-headers';
import type { MailboxMessage } from './mailbox';
import { Address, Page, pageResponse } from './page';

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
const refreshSeconds = 3;

const at = (iso: string): string => `${time.format(new Date(iso))} UTC`;

/** All mails, the newest first. */
export function mailboxPage(
  messages: readonly MailboxMessage[],
  view: { readonly refreshes: boolean; readonly isDown: boolean },
): HttpResponseInit {
  return pageResponse(
    200,
    <Page title="Mailbox" refresh={view.refreshes ? refreshSeconds : undefined}>
      <h1>Mailbox</h1>
      <p class="soft">
        Every mail that Kesher sends arrives here and nowhere else.{' '}
        {view.refreshes ? (
          <>
            This page reloads every {refreshSeconds} seconds. <a href="/local/mailbox?refresh=off">Pause</a>
          </>
        ) : (
          <>
            Reloading is paused. <a href="/local/mailbox">Go on</a>
          </>
        )}
      </p>
      {view.isDown ? <p>The mail service is set to be down, so nothing arrives.</p> : null}
      <section>{messages.length === 0 ? <p>No mail yet.</p> : <MailTable messages={messages} />}</section>
    </Page>,
  );
}

function MailTable({ messages }: { readonly messages: readonly MailboxMessage[] }): VNode {
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Mail</th>
            <th scope="col">Code</th>
          </tr>
        </thead>
        <tbody>
          {messages.map(({ id, subject, to, sentAt, code, language }) => (
            <tr key={id}>
              <td>
                <a href={`/local/mailbox/${id}`}>
                  <bdi lang={language}>{subject}</bdi>
                </a>
                <br />
                <span class="soft">
                  to <Address text={to} />, {at(sentAt)}
                </span>
              </td>
              <td>{code === undefined ? null : <code class="code">{code}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One mail: its heading, its HTML part and its text part. */
export function messagePage(message: MailboxMessage, told?: string): HttpResponseInit {
  const { id, subject, fromName, replyTo, to, sentAt, kind, code, text, language } = message;
  return pageResponse(
    200,
    <Page title={subject}>
      <h1>
        <bdi lang={language}>{subject}</bdi>
      </h1>
      <p class="soft">
        From <bdi>{fromName}</bdi>
        {replyTo === undefined ? null : (
          <>
            {' '}
            (replies to <Address text={replyTo} />)
          </>
        )}{' '}
        to <Address text={to} />, {at(sentAt)}, <code>{kind}</code>
      </p>
      {code === undefined ? null : (
        <p>
          Code: <code class="code">{code}</code>
        </p>
      )}
      <form method="post" action={`/local/mailbox/${id}/reports`}>
        <p class="soft">
          {told === undefined
            ? 'What becomes of a mail the mail service reports later. Report it here:'
            : `Kesher was told: ${told}. A report can be repeated, and a worse one stays.`}
        </p>
        <p>
          <button name="status" value="Delivered">
            It was delivered
          </button>{' '}
          <button name="status" value="Bounced">
            It came back
          </button>
        </p>
      </form>
      <section>
        <h2>HTML part</h2>
        <iframe
          title="HTML part of the mail"
          src={`/local/mailbox/${id}/html`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      </section>
      <section>
        <h2>Text part</h2>
        <pre dir="auto" lang={language}>
          {linked(text)}
        </pre>
      </section>
    </Page>,
  );
}

const address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/u;

function linked(text: string): (string | VNode)[] {
  return text.split(address).map((part, index) =>
    index % 2 === 1 ? (
      <a class="ltr" href={part} target="_blank" rel="noopener" key={index}>
        {part}
      </a>
    ) : (
      part
    ),
  );
}

/** What the HTML part of a mail may do: nothing but open its links elsewhere. */
export const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** The HTML part alone: it runs nothing and loads nothing, and its links open beside the mailbox. */
export function messageHtml({ html }: MailboxMessage): HttpResponseInit {
  // Browsers show no page in a sandboxed frame that asks for an opener policy of its own.
  const { 'Cross-Origin-Opener-Policy': openerPolicy, ...headers } = pageHeaders(mailPolicy);
  const base = '<base target="_blank">';
  const inHead = html.replace(/<head(\s[^>]*)?>/iu, (head) => `${head}${base}`);
  return { status: 200, headers, body: inHead === html ? `${base}${html}` : inHead };
}
