import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HistoryAnswer } from '../../libs/audit/audit.answers.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type CarryOutAnswer, type CarryOutList } from '../../libs/privacy/retention/retention.answers.js';
import { dossier } from '../cli/run-cli.js';
import { acceptedOf } from '../support/http.client.js';
import { textsInFiles } from '../support/raw-bytes.js';
import { ServiceProcess } from '../support/service.process.js';
import { StoredState } from '../support/stored-state.js';
import { until } from '../support/until.js';

const LONG = 300_000;
/** More than one step has. */
const COUNT = 30;
const numbers = Array.from({ length: COUNT }, (_, index) => index);
const INTERACTIONS = 'interactions older than 3 years';
const CUSTOMERS = 'customers without purchase or contact for 5 years';
const settings = { DOSSIER_RETENTION: `${INTERACTIONS}; ${CUSTOMERS}` };
const asOf = new Date().toISOString().slice(0, 10);
const LONG_AGO = '2015-03-01T09:00:00.000Z';

describe('a rule of retention that is carried out by a process that is killed', () => {
  let folder: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    folder = temporaryFolder();
    service = await ServiceProcess.start('standalone', folder, settings);
  }, LONG);

  afterEach(async () => {
    await service.kill();
  });

  const accepted = async (path: string, body: object): Promise<string> =>
    (await service.accepted(path, body)).id;
  const register = (name: string) =>
    accepted('/v1/customers', { kind: 'person', name, occurredAt: LONG_AGO });
  const carryOut = async (rule: string): Promise<string> => {
    const answer = await service.post('/v1/privacy/due/carry-outs', { rule, asOf, expected: COUNT });
    return acceptedOf(answer).id;
  };
  const progress = async (id: string): Promise<CarryOutAnswer | undefined> => {
    const answer = await service.get('/v1/privacy/due/carry-outs');
    if (answer.status !== 200) return undefined;
    const { items } = JSON.parse(answer.text) as CarryOutList;
    return items.find((each) => each.id === id);
  };
  /** Kills it once so many events of a type are in the log, and starts it again. */
  const killAfter = async (type: string, count: number): Promise<void> => {
    const state = await StoredState.open(folder);
    await until(`${count} ${type}`, async () => {
      const log = await state.log();
      return log.filter((event) => event.type === type).length >= count;
    });
    await service.kill();
    await state.close();
    service = await ServiceProcess.start('standalone', folder, settings);
  };
  const carriedOut = async (id: string): Promise<CarryOutAnswer | undefined> => {
    await until(
      'it is carried out',
      async () => typeof (await progress(id))?.remainsOverwrittenAt === 'string',
      LONG / 2,
    );
    return progress(id);
  };
  const logOf = async () => {
    const state = await StoredState.open(folder);
    try {
      await state.caughtUp();
      return await state.log();
    } finally {
      await state.close();
    }
  };

  it(
    'ends as if it had not been killed: each customer is erased, and counted, once',
    async () => {
      await Promise.all(numbers.map((number) => register(`Zqwcustomer ${number}`)));
      const id = await carryOut(CUSTOMERS);
      await killAfter('ErasureRequested', 3);
      await killAfter('RetentionStepTaken', 1);
      expect(await carriedOut(id)).toMatchObject({ carriedOut: COUNT, skipped: [], expected: COUNT });
      const log = await logOf();
      const erased = log.flatMap(({ type, stream }) => (type === 'CustomerErased' ? [stream] : []));
      expect(new Set(erased).size).toBe(COUNT);
      expect(erased).toHaveLength(COUNT);
      const taken = log.flatMap(({ type, data }) => (type === 'RetentionStepTaken' ? [data.carriedOut] : []));
      expect(new Set(taken.flat()).size).toBe(COUNT);
      await until(
        'no byte of them is left',
        () => Object.keys(textsInFiles(folder, ['Zqwcustomer'])).length === 0,
      );
    },
    LONG,
  );

  it(
    'leaves no byte of what was said in any file, and the log whole',
    async () => {
      const customer = await register('Ada');
      const calls = await Promise.all(
        numbers.map((number) =>
          accepted('/v1/interactions', {
            customerId: customer,
            channel: 'phone',
            direction: 'inbound',
            subject: `Zqwsubject ${number}`,
            content: 'Zqwcontent',
            occurredAt: LONG_AGO,
          }),
        ),
      );
      const kept = await accepted('/v1/interactions', {
        customerId: customer,
        channel: 'phone',
        direction: 'inbound',
        content: 'Zqwkept',
      });
      const listed = await dossier('privacy', 'due', '--data', folder);
      expect(listed.stdout).toMatch(
        new RegExp(
          `${INTERACTIONS}, as of \\S+ \\(UTC\\): ${COUNT} due, last before \\S+; 0 held back besides`,
        ),
      );
      const id = await carryOut(INTERACTIONS);
      await killAfter('InteractionExpired', 2);
      await killAfter('RetentionCarryOutCompleted', 1);
      expect(await carriedOut(id)).toMatchObject({ carriedOut: COUNT, skipped: [] });
      expect(textsInFiles(folder, ['Zqwsubject', 'Zqwcontent'])).toEqual({});
      expect((await service.get(`/v1/interactions/${kept}`)).json()).toMatchObject({ content: 'Zqwkept' });
      const history = await service.get(`/v1/audit/interactions/${calls[0] ?? ''}/history`);
      const { items } = JSON.parse(history.text) as HistoryAnswer;
      expect(items.map(({ type }) => type)).toEqual(['InteractionRecorded', 'InteractionExpired']);
      const done = await dossier(
        ...['privacy', 'carry-out', INTERACTIONS, '--as-of', asOf, '--expected', '1', '--data', folder],
      );
      expect(done.stdout).toMatch(new RegExp(`${INTERACTIONS}: 0 let go of \\(carry-out \\S+\\)`));
    },
    LONG,
  );
});
