/** The head of pages for developers, in English, the language of the API. */
import type { ComponentChildren } from 'preact';

/** What a browser is told before the page; inside it, styles where there are any. */
export function DeveloperHead({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      {children}
    </head>
  );
}
