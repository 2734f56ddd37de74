/** The fields of a schema, as the reference of the API lists them. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

/** Each field with its kind, whether it must be there, and what it means; what is inside it stands below it. */
export function SchemaFields({ schema }: { readonly schema: Schema }) {
  const { properties, required = [], anyOf, oneOf, items } = schema;
  const kinds = (anyOf ?? oneOf ?? []).filter((kind) => kind.properties ?? kind.$ref);
  if (kinds.length > 0)
    return (
      <ul>
        {kinds.map((kind) => (
          <li>{kind.properties ? <SchemaFields schema={kind} /> : <Kind schema={kind} />}</li>
        ))}
      </ul>
    );
  if (items) return <SchemaFields schema={items} />;
  if (!properties) return schema.$ref === undefined ? null : <Kind schema={schema} />;
  return (
    <dl class="terms">
      {Object.entries(properties).map(([field, inner]) => (
        <div>
          <dt>
            <code>{field}</code>{' '}
            <span class="kind">
              <Kind schema={inner} />
              {required.includes(field) ? ', always there' : ''}
            </span>
          </dt>
          <dd>
            {inner.description}
            {inside(inner) ? <SchemaFields schema={inner} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function inside(schema: Schema): boolean {
  const { properties, items, anyOf, oneOf } = schema;
  const kinds = [...(anyOf ?? []), ...(oneOf ?? []), ...(items ? [items] : [])];
  return properties !== undefined || kinds.some((kind) => inside(kind));
}

function Kind({ schema }: { readonly schema: Schema }) {
  const { $ref, type, items, anyOf, oneOf, minimum, maximum } = schema;
  const name = $ref?.split('/').at(-1);
  if (name !== undefined) return <a href={`#schema-${name}`}>{name}</a>;
  if (items)
    return (
      <>
        list of <Kind schema={items} />
      </>
    );
  const kinds = anyOf ?? oneOf;
  if (kinds)
    return (
      <>
        {kinds.map((kind, index) => (
          <>
            {index === 0 ? '' : ' or '}
            <Kind schema={kind} />
          </>
        ))}
      </>
    );
  if (schema.enum) return <>{`one of ${schema.enum.map(String).join(', ')}`}</>;
  if (schema.const !== undefined) return <>{JSON.stringify(schema.const)}</>;
  const bounds = minimum === undefined && maximum === undefined ? '' : ` from ${minimum ?? ''} to ${maximum ?? ''}`;
  return <>{`${[type ?? 'anything'].flat().join(' or ')}${bounds}`}</>;
}
