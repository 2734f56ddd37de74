import { appSettings, readLocalSettings } from '../../local/settings';
import { readConfig } from '../../shared/config';

const keys = {
  LINK_KEYS: `a:${Buffer.alloc(32, 1).toString('base64url')}`,
  PRODUCT_KEY_PEPPERS: `a:${Buffer.alloc(32, 2).toString('base64url')}`,
};

describe('the settings of the local runtime', () => {
  it('need nothing to be set', () => {
    expect(readLocalSettings({ PORT: ' ' })).toMatchObject({
      port: 7071,
      seed: 'demo',
      cosmos: undefined,
      mailPerMinute: undefined,
    });
  });

  it('are refused together, by name', () => {
    const wrong = { PORT: '99999', SEED: 'some', STORE: 'cosmos', MAIL_PER_MINUTE: '0' };
    expect(() => readLocalSettings(wrong)).toThrow(/PORT.*SEED.*MAIL_PER_MINUTE.*COSMOS/u);
  });

  it('name a Cosmos endpoint when that is the store', () => {
    const COSMOS = 'AccountEndpoint=http://localhost:8081/;AccountKey=aw==;';
    expect(readLocalSettings({ STORE: 'cosmos', COSMOS, COSMOS_DATABASE: 'test' }).cosmos).toEqual({
      connectionString: COSMOS,
      databaseName: 'test',
    });
    expect(readLocalSettings({ COSMOS }).cosmos).toBeUndefined();
  });

  it('make settings that the app accepts, with no quota unless one is set', () => {
    const config = readConfig(appSettings(7100, keys, undefined), { store: true, mailer: true });
    expect(config.settings).toMatchObject({ publicBaseUrl: 'http://localhost:7100', clouds: ['global', 'china'] });
    expect(config.settings.mailPerMinute).toBeGreaterThan(100_000);
    expect(readConfig(appSettings(7100, keys, 5), { store: true, mailer: true }).settings).toMatchObject({
      mailPerMinute: 5,
      mailPerHour: 300,
    });
  });
});
