/** The style sheet of the local pages. It holds none of the characters that markup would escape, so its hash is that of its text. */
import { createHash } from 'node:crypto';

export const styleSheet = `
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e8ebf0); --soft: light-dark(#566072, #a9b2c0);
  --line: light-dark(#d9dee6, #39414f); --ground: light-dark(#f6f7f9, #14181f); --sheet: light-dark(#ffffff, #1c222c);
  --accent: light-dark(#0b5cad, #7db8f5); --on-accent: light-dark(#ffffff, #0d1a28); --warn: light-dark(#9a2c12, #ffb4a0); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.55;
  font-family: system-ui, Segoe UI, Roboto, Noto Sans Hebrew, Arial, sans-serif; }
main { max-inline-size: 46rem; margin-inline: auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
p { margin: 0 0 .75rem; }
a { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-block-end: 1.5rem; }
nav a { padding-block: .6rem; }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin-block: 1rem; }
.soft { color: var(--soft); }
.problem { border-color: var(--warn); }
.problem h2 { color: var(--warn); }
.fields { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); margin-block-end: 1rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; }
label, legend { font-weight: 600; display: block; margin-block-end: .25rem; padding: 0; }
fieldset { border: 0; margin: 0; padding: 0; min-inline-size: 0; }
fieldset label { font-weight: 400; display: inline-flex; align-items: center; gap: .5rem; min-block-size: 2.75rem; margin-inline-end: 1.5rem; }
select, input[type=number], input[type=url], input[type=email], input[type=text] { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft);
  border-radius: .5rem; padding: .5rem .75rem; min-block-size: 2.75rem; inline-size: 100%; }
input[type=number] { inline-size: 7rem; }
form + form, .wide + form { margin-block-start: 1.25rem; }
button, .button { font: inherit; font-weight: 600; display: inline-block; border: 1px solid var(--accent); border-radius: .5rem;
  padding: .6rem 1.1rem; min-block-size: 2.75rem; background: var(--accent); color: var(--on-accent); text-decoration: none; cursor: pointer; }
button.quiet { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ol { padding-inline-start: 1.4rem; }
li { margin-block-end: .6rem; }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; padding: .9rem; overflow-x: auto;
  white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 .75rem; font-size: .9rem; }
table { border-collapse: collapse; inline-size: 100%; }
.wide { overflow-x: auto; }
th, td { text-align: start; padding: .6rem .75rem .6rem 0; border-block-end: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
iframe { inline-size: 100%; block-size: 44rem; border: 1px solid var(--line); border-radius: .5rem; background: Canvas; }
.copied { display: grid; gap: .25rem; margin-block: .5rem 0; }
.copied div { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
.copied dt { color: var(--soft); flex: 0 0 8rem; }
@media (max-width: 30rem) { .copied dt { flex-basis: 100%; } }
.copied dd { margin: 0; }
.copied bdi { display: inline-block; background: var(--ground); border: 1px solid var(--line); border-radius: .4rem; padding: .25rem .6rem;
  user-select: all; -webkit-user-select: all; }
td.brief { white-space: nowrap; }
th[scope=row] { inline-size: 100%; font-weight: 400; }
.part { color: var(--ink); padding-block-start: 1.5rem; }
table + p { margin-block: .75rem 0; }
summary { font-size: 1.15rem; font-weight: 700; cursor: pointer; }
summary + * { margin-block-start: .75rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
.code { white-space: nowrap; font-size: 1.5rem; letter-spacing: .1em; font-variant-numeric: tabular-nums; }
code, .ltr { direction: ltr; unicode-bidi: isolate; overflow-wrap: anywhere; }
ul, ol { margin-block: 0; }
`;

/** What a page with this style sheet may load: nothing but its own forms and frames. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(styleSheet).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
