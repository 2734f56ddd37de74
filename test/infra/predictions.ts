/** What the Bicep deploys, as the compiler predicts it. `npm run infra` writes it; nothing here needs the compiler. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { repository } from '../end-to-end/running-kesher';

const Resource = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  location: z.string().optional(),
  condition: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof Resource>;

const Prediction = z.strictObject({ resources: z.array(Resource), outputs: z.record(z.string(), z.unknown()) });

/** What one parameter file deploys. */
export interface Prediction extends z.infer<typeof Prediction> {
  readonly file: string;
  readonly text: string;
}

/** The folder of the Bicep. */
export const infra = join(repository, 'infra');

/** The text of a file of the Bicep. */
export const infraFile = (name: string): string => readFileSync(join(infra, name), 'utf8');

/** The prediction of `infra/<file>.bicepparam`, or of the one among these tests. */
export function predictionOf(file: string): Prediction {
  const text = infraFile(`predictions/${file}.json`);
  return { ...Prediction.parse(JSON.parse(text)), file, text };
}

const fileNames = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.bicepparam'))
    .map((name) => name.slice(0, -'.bicepparam'.length));

/** All parameter files: those that people deploy, and those of cases that none of these shows. */
export const parameterFiles: readonly string[] = [...fileNames(infra), ...fileNames(__dirname)];

/** Predictions of the app and all that it needs. */
export const environments: readonly Prediction[] = parameterFiles
  .filter((file) => file.startsWith('main.'))
  .map(predictionOf);

/** The resources of one type. */
export const ofType = ({ resources }: Prediction, type: string): readonly Resource[] =>
  resources.filter((resource) => resource.type === type);

/** The only resource of its type, its properties read as the test needs them. */
export function only<T>(prediction: Prediction, type: string, properties: z.ZodType<T>): T {
  const [resource, ...others] = ofType(prediction, type);
  if (resource === undefined || others.length > 0) throw new Error(`${prediction.file} deploys not one ${type}.`);
  return properties.parse(resource.properties);
}

/** The settings of the function app. */
export function appSettings(prediction: Prediction): Readonly<Record<string, string>> {
  const settings = ofType(prediction, 'Microsoft.Web/sites/config').filter(({ name }) => name.endsWith('/appsettings'));
  return z.tuple([z.object({ properties: z.record(z.string(), z.string()) })]).parse(settings)[0].properties;
}

/** Whether its mails go out by Azure Communication Services. */
export const sendsByCommunicationServices = (prediction: Prediction): boolean =>
  ofType(prediction, 'Microsoft.Communication/communicationServices').length > 0;

/** Whether it runs on Flex Consumption. */
export const isFlex = (prediction: Prediction): boolean =>
  z.object({ sku: z.object({ tier: z.string() }) }).parse(ofType(prediction, 'Microsoft.Web/serverfarms')[0]).sku
    .tier === 'FlexConsumption';
