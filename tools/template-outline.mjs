// What a compiled template asks for, tells, and does before what: of all it says, that which parameter files do not show.

const expressionsIn = (value) =>
  typeof value === 'string'
    ? /^\[(?!\[)/u.test(value)
      ? [value]
      : []
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(expressionsIn)
      : [];

/** The names of the functions in an expression; quoted texts are none. */
const functionsIn = (expression) =>
  [...expression.replaceAll(/'(?:[^']|'')*'/gu, "''").matchAll(/([a-z]\w*)\s*\(/giu)].map(([, name]) => name);

const mapped = (declared = {}, outline) =>
  Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, outline(value)]));

const asked = ({ type, $ref, defaultValue, metadata }) => ({
  type: type ?? $ref,
  required: defaultValue === undefined,
  description: metadata?.description ?? '',
});
const told = ({ type, $ref, metadata }) => ({ type: type ?? $ref, description: metadata?.description ?? '' });

/** The outline of a template and those of its modules. */
export function outlineOf(template) {
  const resources = Object.entries(template.resources);
  const modules = resources.filter(([, { properties }]) => properties?.template);
  const own = resources.map(([name, resource]) => [
    name,
    { ...resource, properties: { ...resource.properties, template: undefined } },
  ]);
  return {
    parameters: mapped(template.parameters, asked),
    outputs: mapped(template.outputs, told),
    functions: [
      ...new Set(expressionsIn([own, template.variables, template.outputs, template.parameters]).flatMap(functionsIn)),
    ].sort(),
    resources: mapped(template.resources, ({ type, dependsOn = [] }) => ({ type, after: dependsOn })),
    modules: Object.fromEntries(modules.map(([name, { properties }]) => [name, outlineOf(properties.template)])),
  };
}
