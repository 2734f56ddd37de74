/** Every page state and every mail in every language, as files that link to each other. */
import { languages, type Language } from '../../shared/domain/text';
import { plainPagePolicy } from '../../shared/http/security-headers';
import { developerPagePolicy, pageSecurityPolicy } from '../../shared/kit/security-policy';
import { explainedProblem } from '../../shared/openapi/explained-problem';
import { renderProblemPage } from '../../shared/pages/problems/problem-page';
import { mailPolicy } from '../mailbox-pages';
import { customerMails, type PreviewedMail } from './customer-mails';
import { customerPages, refusals, type PreviewedPage } from './customer-pages';
import { sampleLogos } from './sample-logos';
import { samples } from './samples';

/** A file of the preview. */
export interface PreviewFile {
  /** Below the folder of the preview. */
  readonly path: string;
  readonly type: 'html' | 'text';
  readonly body: string;
  /** The Content-Security-Policy that goes with it. */
  readonly policy: string;
}

export interface PreviewedLanguage {
  readonly language: Language;
  readonly pages: readonly PreviewedPage[];
  readonly mails: readonly PreviewedMail[];
}

function previewIn(language: Language): PreviewedLanguage {
  const sample = samples[language];
  const beside = (other: Language, state: string): string => `../${other}/${state}.html`;
  return {
    language,
    pages: customerPages(language, sample, beside),
    mails: customerMails(language, sample, {
      offer: 'https://offers.example/o/AbCdEf',
      refusal: 'https://offers.example/o/AbCdEf?step=refusal',
      stop: 'https://offers.example/stop/AbCdEf',
      codePage: 'https://offers.example/o/AbCdEf/redemptions/1',
      receipt: 'https://offers.example/o/AbCdEf/redemptions/1',
      access: 'https://offers.example/access/AbCdEf',
      portal: 'https://offers.example/',
      request: 'https://offers.example/requests/AbCdEf',
    }),
  };
}

/** The states of the page that explains a problem to developers; it is in English alone. */
export const problemStates = refusals.map((slug) => ({ slug, state: `problem-${slug}` }));

function problemFile({ slug, state }: (typeof problemStates)[number]): PreviewFile {
  const body = renderProblemPage(explainedProblem(slug), 'https://offers.example/api');
  return { path: `en/${state}.html`, type: 'html', body, policy: developerPagePolicy };
}

/** Everything that customers and partners read, in every language. */
export function previewed(): readonly PreviewedLanguage[] {
  return languages.map(previewIn);
}

/** All files but the index. */
export function previewFiles(shown: readonly PreviewedLanguage[]): readonly PreviewFile[] {
  return [
    ...shown.flatMap(({ language, pages, mails }) => [
      ...pages.map(({ state, html, accent }): PreviewFile => {
        return { path: `${language}/${state}.html`, type: 'html', body: html, policy: pageSecurityPolicy(accent) };
      }),
      ...mails.flatMap(({ state, mail }): readonly PreviewFile[] => [
        { path: `${language}/${state}.html`, type: 'html', body: mail.html, policy: mailPolicy },
        { path: `${language}/${state}.txt`, type: 'text', body: mail.text, policy: plainPagePolicy },
      ]),
    ]),
    ...problemStates.map(problemFile),
  ];
}

/** The images that those files show, by their paths. */
export const previewImages: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(sampleLogos).map(([path, base64]) => [path, Buffer.from(base64, 'base64')]),
);
