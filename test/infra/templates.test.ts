/** What parameter files do not show: what a template asks for, tells, and does before what. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { infra, infraFile } from './predictions';

const Told = z.strictObject({ type: z.string(), description: z.string() });
const Template = z.strictObject({
  parameters: z.record(z.string(), Told.extend({ required: z.boolean() })),
  outputs: z.record(z.string(), Told),
  functions: z.array(z.string()),
  resources: z.record(z.string(), z.strictObject({ type: z.string(), after: z.array(z.string()) })),
  get modules() {
    return z.record(z.string(), Template);
  },
});
type Template = z.infer<typeof Template>;

const templates = z
  .strictObject({ main: Template, 'delivery-reports': Template })
  .parse(JSON.parse(infraFile('predictions/templates.json')));
const { main } = templates;

function moduleOf({ modules }: Template, name: string): Template {
  const found = modules[name];
  if (found === undefined) throw new Error(`There is no module ${name}.`);
  return found;
}

/** A template and those of all its modules. */
const everyTemplate = (template: Template): readonly Template[] => [
  template,
  ...Object.values(template.modules).flatMap(everyTemplate),
];
const all = Object.values(templates).flatMap(everyTemplate);

/** Whether one resource is only deployed when the other is there. */
const waitsFor = (template: Template, one: string, other: string): boolean =>
  (template.resources[one]?.after ?? []).some((name) => name === other || waitsFor(template, name, other));

it('uses every module', () => {
  const files = readdirSync(infra, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.bicep'));
  const texts = files.map(infraFile).join('\n');
  const modules = readdirSync(join(infra, 'modules'));
  expect(modules.length).toBeGreaterThan(10);
  for (const module of modules) expect(texts).toMatch(new RegExp(`'(?:modules/)?${module.replace('.', '\\.')}'`, 'u'));
});

describe.each(Object.entries(templates))('the template %s', (_, template) => {
  it('asks for a dozen things at most', () => {
    const { length } = Object.keys(template.parameters);
    expect(length).toBeGreaterThan(3);
    expect(length).toBeLessThanOrEqual(12);
  });

  it('says of each whether it must be given', () => {
    for (const [name, { required, description }] of Object.entries(template.parameters)) {
      const said = { name, required, description };
      expect(said).toEqual({ ...said, required: /^Required\. \S/u.test(description) });
      expect(description).toMatch(/^(?:Required|Optional|Conditional)\. \S.*\.$/u);
    }
  });
});

describe('all templates', () => {
  it('say of everything that they ask for and tell what it is', () => {
    expect(all.length).toBeGreaterThan(12);
    const undescribed = all.flatMap(({ parameters, outputs }) => [
      ...Object.keys(parameters).filter(
        (name) => !/^(?:Required|Optional|Conditional)\. /u.test(parameters[name]?.description ?? ''),
      ),
      ...Object.keys(outputs).filter((name) => outputs[name]?.description === ''),
    ]);
    expect(undescribed).toEqual([]);
  });

  it('ask for no secret and tell none', () => {
    /** Where telemetry goes: no secret while local authentication is off. */
    const allowed = new Set(['insightsConnectionString']);
    const secrets = all.flatMap(({ parameters, outputs }) =>
      [...Object.entries(parameters), ...Object.entries(outputs)].filter(
        ([name, { type }]) =>
          /secure/iu.test(type) ||
          (/password|secret|token|keys?$|connectionString|sas$/iu.test(name) && !allowed.has(name)),
      ),
    );
    expect(secrets).toEqual([]);
  });

  it('ask no service for its keys', () => {
    const functions = new Set(all.flatMap((template) => template.functions));
    expect(functions).toContain('reference');
    expect([...functions].filter((name) => /^(?:list|getSecret|newGuid|utcNow)/u.test(name))).toEqual([]);
  });
});

describe('the order', () => {
  it('links a domain before it is a sender, and has the service before its events', () => {
    const mail = moduleOf(main, 'communication');
    expect(waitsFor(mail, 'sender', 'service')).toBe(true);
    expect(waitsFor(mail, 'service', 'customDomain')).toBe(true);
    expect(waitsFor(main, 'events', 'communication')).toBe(true);
  });

  it.each(['cosmos', 'storage', 'vault', 'identity', 'monitoring', 'events'])(
    'gives the app its roles in %s before it starts',
    (name) => {
      expect(waitsFor(main, 'roles', name)).toBe(true);
      expect(waitsFor(main, 'api', 'roles')).toBe(true);
    },
  );

  it('hides codes before any are kept: the workspace waits for its rule, and the app for the workspace', () => {
    expect(waitsFor(moduleOf(main, 'monitoring'), 'workspace', 'masking')).toBe(true);
    expect(waitsFor(main, 'api', 'monitoring')).toBe(true);
  });

  it('leaves delivery reports to a template of their own, which the app has to answer', () => {
    const types = (template: Template) =>
      everyTemplate(template).flatMap(({ resources }) => Object.values(resources).map(({ type }) => type));
    expect(types(main)).not.toContain('Microsoft.EventGrid/systemTopics/eventSubscriptions');
    expect(types(templates['delivery-reports'])).toContain('Microsoft.EventGrid/systemTopics/eventSubscriptions');
  });
});
