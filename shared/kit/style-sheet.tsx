/** The style of every page: one constant sheet and one of the partner's accent, both admitted by their hash. */
import { remembered } from '../remembered';
import { accessibleAccent, surfaces } from './accent';

const { light, dark } = surfaces;

const lightScheme = `
  --canvas: ${light.canvas}; --card: ${light.card}; --text: #1c1b1a; --muted: #5a5855; --line: #dedcd9; --edge: #77746f;
  --fault: #a4262c; --fault-tint: #fdf3f4; --done: #0b6a0b;`;
const darkScheme = `
  --canvas: ${dark.canvas}; --card: ${dark.card}; --text: #f3f2f1; --muted: #bdbab6; --line: #3d3b39; --edge: #94918c;
  --fault: #ffa4a4; --fault-tint: #2e1c1d; --done: #8fd08f;`;

/** Without url() and @import: a page asks for nothing from elsewhere. */
export const pageStyle = `
:root { color-scheme: light dark; ${lightScheme} }
@media (prefers-color-scheme: dark) { :root { ${darkScheme} } }
*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.55 "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
html:lang(he) { font-family: "Segoe UI", "Arial Hebrew", "Noto Sans Hebrew", system-ui, -apple-system, Arial, sans-serif; line-height: 1.6; }
html:lang(zh-CN) { font-family: "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", system-ui, sans-serif; line-height: 1.7; }
body { margin: 0; background: var(--canvas); color: var(--text); overflow-wrap: anywhere; }
.column { max-inline-size: 40rem; margin-inline: auto; padding: 1rem 1rem 3rem; }
h1, h2, p, ol, ul, dl, dd, fieldset, legend { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 650; text-wrap: balance; }
h2, legend { font-size: 1.0625rem; line-height: 1.35; font-weight: 650; }
a { color: var(--accent); text-underline-offset: .2em; }
a[href^="tel:"] { white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
:target { scroll-margin-block-start: 1rem; }
.muted { color: var(--muted); }
.small { font-size: .9375rem; }

.masthead { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1rem; padding-block-end: .75rem; }
.partner { display: flex; align-items: center; gap: .75rem; min-inline-size: 0; }
.partner img { box-sizing: content-box; max-block-size: 2.5rem; max-inline-size: 7.5rem; object-fit: contain; padding: .25rem; border-radius: .375rem; background: #fff; }
.partner strong { display: block; font-size: 1.125rem; line-height: 1.3; }
.languages { display: flex; flex-wrap: wrap; column-gap: .25rem; margin-inline: -.5rem; font-size: .9375rem; }
.languages > * { display: inline-flex; align-items: center; min-block-size: 2.75rem; padding-inline: .5rem; }
.languages [aria-current] { font-weight: 650; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; container-type: inline-size; }
.card > * + * { margin-block-start: 1rem; }
.card + .card { margin-block-start: 1rem; }
.card.aside { background: none; }
.card.aside > * + * { margin-block-start: .5rem; }

.steps { display: flex; flex-wrap: wrap; align-items: center; gap: .375rem .75rem; color: var(--muted); font-size: .9375rem; }
.bars { display: flex; gap: .25rem; }
.bars i { inline-size: 1.5rem; block-size: .3125rem; border-radius: 1rem; background: var(--line); }
.bars .reached { background: var(--accent); }

.facts { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: .375rem 1rem; padding-block: .75rem; border-block: 1px solid var(--line); }
.facts dt { color: var(--muted); overflow-wrap: break-word; }
.facts dd { font-weight: 600; min-inline-size: 0; }
@container (max-width: 18rem) {
  a[href^="tel:"] { white-space: normal; }
  .facts { grid-template-columns: 1fr; row-gap: 0; }
  .facts dd + dt { margin-block-start: .5rem; }
}
.numbered, .bullets { padding-inline-start: 1.375rem; }
.numbered li + li, .bullets li + li { margin-block-start: .25rem; }
.message p + p { margin-block-start: .5rem; }
.message { border-inline-start: .1875rem solid var(--accent); padding-inline-start: .875rem; }
.section > * + * { margin-block-start: .375rem; }
.section > * + :is(.summary, form) { margin-block-start: 1rem; }

.button { display: inline-block; padding: calc(1.375rem - .65em) 1.5rem; border: 2px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 650; line-height: 1.3; text-align: center; text-decoration: none; cursor: pointer; }
.button:hover { box-shadow: 0 0 0 2px var(--accent); }
.button.second { background: none; color: var(--accent); }
.actions { display: grid; justify-items: start; gap: .5rem; }
.link { display: inline-block; padding-block: .625rem; }
.contacts a { display: inline-flex; align-items: center; min-block-size: 2.75rem; }
.contacts > div { display: flex; flex-wrap: wrap; align-items: center; column-gap: .75rem; min-block-size: 2.75rem; }
.contacts dt { color: var(--muted); }
.contacts dd { min-inline-size: 0; }

form > * + * { margin-block-start: 1.25rem; }
fieldset { border: 0; min-inline-size: 0; }
fieldset > * + * { margin-block-start: 1rem; }
.field { display: grid; gap: .25rem; }
.field > label:not(.choice) { font-weight: 600; }
.field > :is(input, select, textarea) { inline-size: 100%; min-block-size: 2.875rem; padding: .5rem .75rem; border: 1px solid var(--edge); border-radius: .375rem; background: var(--card); color: inherit; font: inherit; }
.field > textarea { min-block-size: 6.5rem; resize: vertical; }
.field .code { font-size: 1.75rem; letter-spacing: .2em; font-variant-numeric: tabular-nums; max-inline-size: 14rem; }
.secret { display: inline-block; max-inline-size: 100%; padding: .625rem .875rem; border: 2px solid var(--accent); border-radius: .5rem; font: 600 clamp(1rem, 5vw, 1.375rem)/1.4 ui-monospace, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; user-select: all; -webkit-user-select: all; }
.spelled { columns: 11rem; padding-inline-start: 2rem; font-size: .9375rem; }
.field .count { font-variant-numeric: tabular-nums; max-inline-size: 8rem; }
.field > [aria-invalid] { border-color: var(--fault); box-shadow: inset 0 0 0 1px var(--fault); }
[aria-invalid] .choice, .choice:has([aria-invalid]) { border-color: var(--fault); }
.hint { color: var(--muted); font-size: .9375rem; }
.fault { color: var(--fault); font-weight: 600; }
.choices { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
.choice { display: grid; grid-template-columns: max-content 1fr; gap: .125rem .75rem; align-items: start; align-content: start; min-block-size: 2.75rem; padding: .875rem; border: 1px solid var(--edge); border-radius: .5rem; cursor: pointer; }
.choice:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.choice:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.choice :focus-visible { outline: none; }
.choice input { inline-size: 1.375rem; block-size: 1.375rem; margin: .125rem 0 0; accent-color: var(--accent); }
.choice strong, .choice span { grid-column: 2; }
.choice input { grid-row: 1; grid-column: 1; }

.summary { border: 2px solid var(--fault); border-radius: .5rem; padding: 1rem; background: var(--fault-tint); }
.summary a { display: inline-block; padding-block: .625rem; color: var(--fault); }
.summary ul { list-style: none; }
.notice { border: 2px solid var(--done); border-radius: .5rem; padding: .875rem 1rem; }

@media (min-width: 40rem) {
  .column { padding-block: 2rem 4rem; }
  .card { padding: 2rem; }
  h1 { font-size: 1.75rem; }
}
@media (prefers-reduced-motion: no-preference) { .button { transition: box-shadow .12s; } }
@media (forced-colors: active) { .bars .reached { background: Highlight; } .button { border-color: ButtonText; } }
@media print {
  :root { ${lightScheme} color-scheme: light; }
  body { background: none; }
  .column { max-inline-size: none; padding: 0; }
  .card { border: 0; padding: 0; break-inside: avoid; }
  .languages, .steps, .actions, .no-print { display: none; }
  a { color: inherit; text-decoration: none; }
}
`;

/** What pages for developers have besides: messages as they are sent, and terms that stand apart from what is said of them. */
export const developerStyle = `
code, pre { font-family: ui-monospace, Consolas, "Liberation Mono", monospace; font-size: .875rem; }
pre { margin: 0; padding: .75rem .875rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--canvas); line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
.developer { max-inline-size: 56rem; }
.developer > * + *, .developer section > * + * { margin-block-start: 1rem; }
.developer ul { padding-inline-start: 1.375rem; }
.developer h2 { margin-block-start: 1.5rem; }
.developer h3 { font-size: 1rem; font-weight: 650; margin: 1rem 0 .375rem; }
.developer details { border-block-start: 1px solid var(--line); }
.card > details + details { margin-block-start: 0; }
.developer summary { padding-block: .75rem; cursor: pointer; }
.developer summary code { color: var(--muted); }
.developer details[open] { padding-block-end: 1.25rem; }
.developer details > summary + *, .developer details > :not(summary) + :not(summary) { margin-block-start: .5rem; }
.developer details > summary ~ h3 { margin-block: 1.25rem .375rem; }
.developer .card > h2:first-child { margin-block-start: 0; }
.developer .terms { display: grid; gap: .625rem; }
.developer .terms dt { font-weight: 600; }
.developer .terms dd { padding-inline-start: 1rem; border-inline-start: 2px solid var(--line); }
.developer .terms dd > .terms { margin-block-start: .5rem; }
.kind { color: var(--muted); font-weight: 400; font-size: .9375rem; }
@media (min-width: 48rem) { .developer .terms.wide > div { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 1rem; } .developer .terms.wide > div > dd { border: 0; padding: 0; } }
`;

/** The part of the style that differs from partner to partner. */
export const accentStyle = remembered((accent: string | null): string => {
  const shades = accessibleAccent(accent);
  return [
    `:root { --accent: ${shades.light}; --on-accent: ${light.onAccent}; }`,
    `@media (prefers-color-scheme: dark) { :root { --accent: ${shades.dark}; --on-accent: ${dark.onAccent}; } }`,
    `@media print { :root { --accent: ${shades.light}; } }`,
  ].join('\n');
});

/** Raw text is safe here: all sheets are made of constants and of colours that were computed. */
export function StyleSheets({ accent }: { readonly accent: string | null }) {
  return (
    <>
      <style dangerouslySetInnerHTML={{ __html: pageStyle }} />
      <style dangerouslySetInnerHTML={{ __html: accentStyle(accent) }} />
    </>
  );
}

/** The sheets of pages for developers, in Kesher's own colour. */
export function DeveloperSheets() {
  return (
    <>
      <StyleSheets accent={null} />
      <style dangerouslySetInnerHTML={{ __html: developerStyle }} />
    </>
  );
}
