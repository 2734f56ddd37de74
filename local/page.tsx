/** The frame of the pages that exist on a developer's machine alone. */
import type { HttpResponseInit } from '@azure/functions';
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { pageHeaders } from '../shared/http/security-headers';
import { pagePolicy, styleSheet } from './style-sheet';

interface PageProperties {
  readonly title: string;
  /** Seconds after which the browser loads the page again. */
  readonly refresh?: number | undefined;
  readonly children: ComponentChildren;
}

/** A local page with its navigation. */
export function Page({ title, refresh, children }: PageProperties): VNode {
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
          <nav aria-label="Local pages">
            <a href="/">Start</a>
            <a href="/local/mailbox">Mailbox</a>
            <a href="/local/start/customers">Customers</a>
          </nav>
          {children}
        </main>
      </body>
    </html>
  );
}

/** Answers with a page. */
export function pageResponse(status: number, page: VNode): HttpResponseInit {
  return { status, headers: pageHeaders(pagePolicy), body: `<!doctype html>${renderToString(page)}` };
}
