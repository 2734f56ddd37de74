import { getDomain } from 'tldts';
import * as z from 'zod';
import { access } from '../../shared/http/access';
import { appSettings, environments, ofType, only, predictionOf, sendsByCommunicationServices } from './predictions';

const domainsIn = (file: string) => ofType(predictionOf(file), 'Microsoft.Communication/emailServices/domains');
const linkedIn = (file: string) =>
  only(
    predictionOf(file),
    'Microsoft.Communication/communicationServices',
    z.object({ linkedDomains: z.array(z.string()) }),
  ).linkedDomains;
const named = (ids: readonly string[]) => ids.map((id) => id.split('/').at(-1)).sort();
const managed = 'AzureManagedDomain';
/** Of the prediction with a domain of one's own, verified. */
const own = 'mail.partner.example';

describe.each(environments.filter(sendsByCommunicationServices))('the mails that $file sends', (prediction) => {
  it('go out from a domain that is linked', () => {
    const [service] = ofType(prediction, 'Microsoft.Communication/emailServices');
    const from = appSettings(prediction)['MAIL_FROM'] ?? '';
    const domain = from.startsWith('[') ? managed : from.slice(from.indexOf('@') + 1);
    expect(linkedIn(prediction.file)).toContain(`${service?.id}/domains/${domain}`);
    if (domain === managed) expect(from).toContain(`${service?.id}/domains/${managed}', `);
  });

  it('are sent as they are written: no link in them is changed', () => {
    const domains = domainsIn(prediction.file);
    expect(domains.map(({ properties }) => properties['userEngagementTracking'])).toEqual(
      domains.map(() => 'Disabled'),
    );
  });

  it('keep to the quota of the domain that they go out from', () => {
    const { MAIL_FROM: from = '', MAIL_PER_MINUTE: minute, MAIL_PER_HOUR: hour } = appSettings(prediction);
    // learn.microsoft.com/azure/communication-services/concepts/service-limits: a managed domain's cannot be raised.
    if (from.startsWith('[')) expect([minute, hour]).toEqual(['5', '10']);
    else expect([Number(minute), Number(hour)]).toEqual([30, 100]);
  });
});

describe('a domain of one’s own', () => {
  it('is made, and not used, as long as it is not verified: mails go out from the managed one', () => {
    expect(named(domainsIn('main.prod').map(({ id }) => id))).toEqual([managed, 'mail.kesher.example']);
    expect(named(linkedIn('main.prod'))).toEqual([managed]);
    expect(ofType(predictionOf('main.prod'), 'Microsoft.Communication/emailServices/domains/senderUsernames')).toEqual(
      [],
    );
  });

  it('is linked and sent from once it is verified, and the managed one stays', () => {
    expect(named(linkedIn('main.verified'))).toEqual([managed, own]);
    expect(appSettings(predictionOf('main.verified'))['MAIL_FROM']).toBe(`offers@${own}`);
    const senders = ofType(
      predictionOf('main.verified'),
      'Microsoft.Communication/emailServices/domains/senderUsernames',
    );
    expect(senders.map(({ properties }) => properties['username'])).toEqual(['offers']);
  });

  it.each(['main.prod', 'main.verified'])('of %s belongs to the pages, so that phones fill in mailed codes', (file) => {
    const pages = appSettings(predictionOf(file))['PUBLIC_BASE_URL'] ?? '';
    const names = named(domainsIn(file).map(({ id }) => id)).filter((name) => name !== managed);
    expect(names.map((name) => getDomain(name ?? ''))).toEqual([getDomain(pages)]);
  });
});

describe('delivery reports', () => {
  it('are not subscribed to before the app answers: no environment does, their own template does', () => {
    const subscriptions = environments.flatMap((environment) =>
      ofType(environment, 'Microsoft.EventGrid/systemTopics/eventSubscriptions'),
    );
    expect(subscriptions).toEqual([]);
    expect(predictionOf('delivery-reports').resources.map(({ type }) => type)).toEqual([
      'Microsoft.EventGrid/systemTopics/eventSubscriptions',
    ]);
  });

  it('are brought to where the app takes them, by nobody but Event Grid, and lost nowhere', () => {
    const subscription = only(
      predictionOf('delivery-reports'),
      'Microsoft.EventGrid/systemTopics/eventSubscriptions',
      z.looseObject({}),
    );
    expect(subscription).toMatchObject({
      filter: { includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived'] },
      destination: {
        endpointType: 'WebHook',
        properties: {
          endpointUrl: `https://offers.partner.example/${access.receiveDeliveryReports.route}`,
          azureActiveDirectoryTenantId: '00000000-0000-4000-8000-00000000000a',
          azureActiveDirectoryApplicationIdOrUri: '00000000-0000-4000-8000-00000000000b',
        },
      },
      deadLetterWithResourceIdentity: {
        identity: { type: 'SystemAssigned' },
        deadLetterDestination: {
          endpointType: 'StorageBlob',
          properties: { blobContainerName: 'dead-letters' },
        },
      },
    });
  });

  it.each(environments)('of $file have a topic and a container for dead letters, where there are any', (prediction) => {
    const topics = ofType(prediction, 'Microsoft.EventGrid/systemTopics');
    const [service] = ofType(prediction, 'Microsoft.Communication/communicationServices');
    expect(topics.map(({ properties }) => properties)).toEqual(
      service ? [{ source: service.id, topicType: 'Microsoft.Communication.CommunicationServices' }] : [],
    );
    const containers = ofType(prediction, 'Microsoft.Storage/storageAccounts/blobServices/containers');
    expect(named(containers.map(({ id }) => id))).toContain('dead-letters');
  });
});
