/** The list of everything in the preview, by state and language. */
import type { VNode } from 'preact';
import { languageNames } from '../../shared/i18n/texts';
import { Page } from '../page';
import { renderers, type Renderer } from './customer-pages';
import { problemStates, type PreviewedLanguage } from './preview';

interface IndexProperties {
  readonly shown: readonly PreviewedLanguage[];
  /** Goes before the path of each file. */
  readonly base: string;
  /** Whether it is read from a folder: then there are no local pages to go to. */
  readonly isFile: boolean;
}

const inWords = (state: string): string => state.charAt(0).toUpperCase() + state.slice(1).replaceAll('-', ' ');

/** The page that leads to every page and every mail. */
export function PreviewIndex({ shown, base, isFile }: IndexProperties): VNode {
  return (
    <Page title="Pages and mails" hasNavigation={!isFile}>
      <h1>Pages and mails</h1>
      <p>
        Everything that customers and partners read, in every state and every language, made from samples: nothing here
        does anything. The links and buttons on the pages lead from step to step.
      </p>
      {rendererNames.map((renderer) => (
        <PagesOf key={renderer} renderer={renderer} shown={shown} base={base} />
      ))}
      <section>
        <h2>Mails</h2>
        <p class="soft">By subject, with the plain text that goes along.</p>
        {(shown[0]?.mails ?? []).map(({ state }) => (
          <MailsIn key={state} state={state} shown={shown} base={base} />
        ))}
      </section>
      <section>
        <h2>Problems</h2>
        <p class="soft">What each problem document of the API refers to, for developers.</p>
        <ul>
          {problemStates.map(({ slug, state }) => (
            <li key={slug}>
              <a href={`${base}en/${state}.html`}>{slug}</a>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}

const isRenderer = (name: string): name is Renderer => name in renderers;
const rendererNames = Object.keys(renderers).filter(isRenderer);

function PagesOf({ renderer, shown, base }: Omit<IndexProperties, 'isFile'> & { readonly renderer: Renderer }): VNode {
  const states = (shown[0]?.pages ?? []).filter(({ renderedBy }) => renderedBy === renderer);
  return (
    <section>
      <h2>{renderers[renderer]}</h2>
      <div class="wide">
        <table>
          <tbody>
            {states.map(({ state }) => (
              <tr key={state}>
                <th scope="row">{inWords(state)}</th>
                {shown.map(({ language }) => (
                  <td class="brief" key={language}>
                    <a
                      href={`${base}${language}/${state}.html`}
                      lang={language}
                      aria-label={`${inWords(state)}, ${languageNames[language]}`}
                    >
                      {languageNames[language]}
                    </a>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function MailsIn({ state, shown, base }: Omit<IndexProperties, 'isFile'> & { readonly state: string }): VNode {
  return (
    <>
      <h3>{inWords(state.replace(/^mail-/u, ''))}</h3>
      <ul>
        {shown.flatMap(({ language, mails }) =>
          mails
            .filter((mail) => mail.state === state)
            .map(({ mail }) => (
              <li key={language}>
                <a href={`${base}${language}/${state}.html`}>
                  <bdi lang={language}>{mail.subject}</bdi>
                </a>{' '}
                ·{' '}
                <a href={`${base}${language}/${state}.txt`} aria-label={`Text of: ${mail.subject}`}>
                  text
                </a>
              </li>
            )),
        )}
      </ul>
    </>
  );
}
