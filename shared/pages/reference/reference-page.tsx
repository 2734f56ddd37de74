/** The reference of the API: its document (OpenAPI) as a page for developers, in English, the language of the API. */
import { renderToString } from 'preact-render-to-string';
import { DeveloperSheets } from '../../kit/style-sheet';
import { messageText } from '../message-text';
import { DeveloperHead } from '../developer-head';
import { SchemaFields, type Schema } from './schema-fields';

interface Response {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
  readonly $ref?: string;
}

interface Example {
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly after?: readonly string[];
  readonly not?: string;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
  readonly responses: Readonly<Record<string, Response>>;
  readonly 'x-example': Example;
}

/** The part of an OpenAPI document that the page tells. */
export interface ReferenceDocument {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
  };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: object;
  readonly components: { readonly schemas: object; readonly responses: object };
}

interface Told extends Operation {
  readonly method: string;
  readonly path: string;
}

/** Renders the whole reference: what there is, by subject, then each operation, then what they share. */
export function renderReferencePage(document: ReferenceDocument): string {
  const { info, tags, components } = document;
  const operations = operationsOf(document);
  const responses = components.responses as Readonly<Record<string, Response>>;
  return `<!doctype html>${renderToString(
    <html lang="en" dir="ltr">
      <DeveloperHead title={`${info.title}: the API`}>
        <DeveloperSheets />
      </DeveloperHead>
      <body>
        <main class="column developer">
          <h1>{`The API of ${info.title}`}</h1>
          <p>{info.summary}.</p>
          <p class="muted small">
            Version {info.version}. For programs: <a href="/api/openapi.json">openapi.json</a>
          </p>
          {info.description.split('\n\n').map((paragraph) => (
            <p>{inCode(paragraph)}</p>
          ))}
          <p>{inCode(aboutExamples)}</p>
          <nav aria-label="Subjects" class="card">
            <ul>
              {tags.map(({ name, description }) => (
                <li>
                  <a href={`#${name}`}>{description}</a>
                </li>
              ))}
            </ul>
          </nav>
          {tags.map(({ name, description }) => (
            <section class="card" id={name} aria-label={description}>
              <h2>{description}</h2>
              {operations
                .filter((operation) => operation.tags[0] === name)
                .map((operation) => (
                  <OperationDetails operation={operation} responses={responses} />
                ))}
            </section>
          ))}
          <section class="card" id="schemas" aria-label="What requests and answers are made of">
            <h2>What requests and answers are made of</h2>
            {Object.entries(components.schemas as Readonly<Record<string, Schema>>).map(([name, schema]) => (
              <details id={`schema-${name}`}>
                <summary>{name}</summary>
                {schema.description === undefined ? null : <p>{inCode(schema.description)}</p>}
                <SchemaFields schema={schema} />
              </details>
            ))}
          </section>
        </main>
      </body>
    </html>,
  )}`;
}

function operationsOf({ paths }: ReferenceDocument): readonly Told[] {
  const items = Object.entries(paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>);
  return items.flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
}

function OperationDetails(props: { readonly operation: Told; readonly responses: Readonly<Record<string, Response>> }) {
  const { operation, responses } = props;
  const { operationId, method, path, summary, description, parameters, requestBody } = operation;
  return (
    <details id={operationId}>
      <summary>
        {summary} <code>{`${method} ${path}`}</code>
      </summary>
      {description === undefined ? null : <p>{description}</p>}
      <ExampleOf example={operation['x-example']} />
      {parameters.length === 0 ? null : <h3>Parameters</h3>}
      {parameters.length === 0 ? null : (
        <dl class="terms wide">
          {parameters.map((parameter) => (
            <div>
              <dt>
                <code>{parameter.name}</code>{' '}
                <span class="kind">
                  {places[parameter.in]}
                  {parameter.required && parameter.in !== 'path' ? ', required' : ''}
                </span>
              </dt>
              <dd>{inCode(parameter.description ?? '')}</dd>
            </div>
          ))}
        </dl>
      )}
      {requestBody === undefined ? null : <h3>Body</h3>}
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
        <p>
          <code>{type}</code>
          {schema?.$ref === undefined ? '' : ': '}
          {schema ? <SchemaLink schema={schema} /> : null}
        </p>
      ))}
      <h3>Answers</h3>
      <dl class="terms wide">
        {Object.entries(operation.responses).map(([status, own]) => {
          const response = own.$ref === undefined ? own : (responses[own.$ref.split('/').at(-1) ?? ''] ?? own);
          return (
            <div>
              <dt>{status}</dt>
              <dd>
                {inCode(response.description ?? '', Number(status) >= 400)}
                {Object.entries(Number(status) < 400 ? (response.content ?? {}) : {}).map(([type, { schema }]) => (
                  <>
                    {' '}
                    <code>{type}</code> {schema ? <SchemaLink schema={schema} /> : null}
                    {schema && schema.$ref === undefined ? <SchemaFields schema={schema} /> : null}
                  </>
                ))}
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}

const places: Readonly<Record<string, string>> = { path: 'in the path', query: 'in the query', header: 'as a header' };

/** A request as it is sent, after what has to be sent before it. */
function ExampleOf({ example: { request, headers, body, after = [], not } }: { readonly example: Example }) {
  return (
    <>
      <h3>Example</h3>
      <pre>{messageText(request, headers, body)}</pre>
      {after.length === 0 ? null : (
        <p>
          {'Works after the '}
          {after.map((name, index) => (
            <>
              {index === 0 ? 'example of ' : ', then of '}
              <a href={`#${name}`}>{name}</a>
            </>
          ))}
          .
        </p>
      )}
      {not === undefined ? null : <p>{`It cannot be sent as it stands. ${not}`}</p>}
    </>
  );
}

function SchemaLink({ schema }: { readonly schema: Schema }) {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? null : <a href={`#schema-${name}`}>{name}</a>;
}

const aboutExamples =
  'The examples work with `npm start` and its demo data, each after those that it names: a user’s as `northwind-admin`, an operator’s as `operator`, with the token of that persona in `Authorization`. What stands in braces comes out of an earlier answer (`id`, `redemptionId`, `readMark`, the end of `url`, `accessUrl` or `revealUrl`, a cookie) or out of a mail in `/local/mailbox`.';

/** Words between backticks are code; where they name refusals, they lead to the pages that explain them. */
function inCode(text: string, areRefusals = false) {
  return text.split('`').map((part, index) => {
    if (index % 2 === 0) return part;
    return areRefusals ? (
      <a href={`/problems/${part}`}>
        <code>{part}</code>
      </a>
    ) : (
      <code>{part}</code>
    );
  });
}
