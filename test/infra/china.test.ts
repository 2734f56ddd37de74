import * as z from 'zod';
import { appSettings, ofType, only, predictionOf } from './predictions';

const china = predictionOf('main.china');
/** Where the services of the global cloud are. */
const globalCloud =
  /azurewebsites\.net|azurestaticapps\.net|core\.windows\.net|documents\.azure\.com|vault\.azure\.net|microsoftonline\.com|graph\.microsoft\.com|azurecomm\.net|applicationinsights\.azure\.com|monitor\.azure\.com|communication\.azure\.com|management\.azure\.com/u;
/**
 * What the cloud of mainland China lacks: Communication Services (learn.microsoft.com/connectors/acsemail leaves it out), with them a topic of their
 * events, and Static Web Apps, which their provider offers in no region there (github.com/Azure/azure-dev/issues/995).
 */
const lacking = /^Microsoft\.(?:Communication\/|EventGrid\/|Web\/staticSites)/u;

describe('the deployment in China', () => {
  it('has nothing that this cloud lacks, which the global one has', () => {
    expect(china.resources.filter(({ type }) => lacking.test(type))).toEqual([]);
    expect(predictionOf('main.prod').resources.filter(({ type }) => lacking.test(type)).length).toBeGreaterThan(4);
  });

  it('names no address of the global cloud', () => {
    expect(globalCloud.exec(china.text)?.[0]).toBeUndefined();
    expect(predictionOf('main.prod').text).toMatch(globalCloud);
  });

  it('is reached, signed in to and mailed from where that cloud is', () => {
    expect(appSettings(china)).toMatchObject({
      CLOUDS: 'china',
      ENTRA_AUTHORITY: 'https://login.partner.microsoftonline.cn',
      MAIL_FROM: 'noreply@mail.kesher.example',
    });
    expect(china.outputs).toMatchObject({
      SERVICE_API_HOST: expect.stringMatching(/\.chinacloudsites\.cn$/u) as string,
      SERVICE_PORTAL_NAME: '',
      EVENTS_TOPIC_NAME: '',
    });
  });

  it('lies in one region of China', () => {
    const places = new Set(china.resources.flatMap(({ location }) => location ?? []));
    expect([...places].sort()).toEqual(['chinanorth3', 'global']);
    const Test = z.object({ Locations: z.array(z.object({ Id: z.string() })).min(2) });
    // learn.microsoft.com/azure/azure-monitor/app/availability: ids of places in China begin so.
    for (const { Id } of only(china, 'Microsoft.Insights/webtests', Test).Locations) expect(Id).toMatch(/^mc-cn/u);
  });

  it('runs on a premium plan, because not every region there has Flex Consumption', () => {
    expect(ofType(china, 'Microsoft.Web/serverfarms')).toMatchObject([{ sku: { tier: 'ElasticPremium' } }]);
  });

  it('takes the portal from elsewhere', () => {
    expect(appSettings(china)['PORTAL_ORIGINS']).toBe('https://portal.kesher.example');
  });
});
