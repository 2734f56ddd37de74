/** The frame of the pages that exist on a developer's machine alone. */
import type { HttpResponseInit } from '@azure/functions';
import { Fragment, type ComponentChildren, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { pageHeaders } from '../shared/http/security-headers';
import { pagePolicy, styleSheet } from './style-sheet';

interface PageProperties {
  readonly title: string;
  /** Seconds after which the browser loads the page again. */
  readonly refresh?: number | undefined;
  readonly hasNavigation?: boolean;
  readonly children: ComponentChildren;
}

/** A local page; its navigation leads back to the start from everywhere. */
export function Page({ title, refresh, hasNavigation = true, children }: PageProperties): VNode {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {refresh === undefined ? null : <meta http-equiv="refresh" content={String(refresh)} />}
        <title>{`${title} · Kesher on this machine`}</title>
        <link rel="icon" href="data:," />
        <style>{styleSheet}</style>
      </head>
      <body>
        <main>
          {hasNavigation ? <Navigation /> : null}
          {children}
        </main>
      </body>
    </html>
  );
}

function Navigation(): VNode {
  return (
    <nav aria-label="Local pages">
      <a href="/">Start</a>
      <a href="/local/mailbox">Mailbox</a>
      <a href="/local/start/customers">Customers</a>
      <a href="/local/preview">Preview</a>
    </nav>
  );
}

/** An address or a domain, which goes on in the next line after an @, a dot or a dash where it is too long for one. */
export function Address({ text }: { readonly text: string }): VNode {
  return (
    <bdi>
      {text.split(/(?<=[@.-])/u).map((part, index) => (
        <Fragment key={index}>
          {index === 0 ? null : <wbr />}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}

/** A page as a document. */
export function pageText(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

/** Answers with a page. */
export function pageResponse(status: number, page: VNode): HttpResponseInit {
  return { status, headers: pageHeaders(pagePolicy), body: pageText(page) };
}
