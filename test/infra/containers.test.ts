import * as z from 'zod';
import { containers } from '../../shared/cosmos/containers';
import { appSettings, environments, ofType } from './predictions';

const Container = z.object({ resource: z.looseObject({ id: z.string() }) });

describe.each(environments)('the database that $file deploys', (prediction) => {
  it('has the containers that the code declares, as it declares them', () => {
    const deployed = ofType(prediction, 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers').map(
      ({ name, properties }) => {
        const { id, ...container } = Container.parse(properties).resource;
        expect(name.endsWith(`/${appSettings(prediction)['COSMOS_DATABASE']}/${id}`)).toBe(true);
        return [id, container] as const;
      },
    );
    expect(Object.fromEntries(deployed)).toEqual(containers);
    expect(deployed).toHaveLength(Object.keys(containers).length);
  });

  it('can be set back to any moment of the last month', () => {
    const [account] = ofType(prediction, 'Microsoft.DocumentDB/databaseAccounts');
    expect(account?.properties).toMatchObject({
      backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous30Days' } },
      consistencyPolicy: { defaultConsistencyLevel: 'Session' },
    });
  });
});
