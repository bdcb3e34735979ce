import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InProcessService } from '../support/in-process.service.js';

/** What a body may have, and one append, in bytes. */
const LIMIT = 1_048_576;
/** In JSON this character takes six bytes. */
const SIX = '\u0001';

describe('a body that is nearly too large', () => {
  let service: InProcessService;
  let customerId: string;

  beforeAll(async () => {
    service = await InProcessService.start();
    customerId = await service.accepted('/v1/customers', { kind: 'person', name: 'Ada' });
  });

  afterAll(async () => {
    await service.stop();
  });

  /** An interaction whose body has at most so many bytes, and hardly fewer. */
  const interaction = (bytes: number) => {
    const content = `x${SIX.repeat(99_999)}`;
    const call = { customerId, channel: 'phone', direction: 'inbound', content };
    const empty = Array.from({ length: 50 }, () => ({ name: 'n', reference: 'x' }));
    const left = bytes - Buffer.byteLength(JSON.stringify({ ...call, attachments: empty }));
    const reference = `x${SIX.repeat(Math.floor(left / 50 / 6))}`;
    return { ...call, attachments: empty.map(({ name }) => ({ name, reference })) };
  };

  it('is refused when its event is too large, which has more to tell', async () => {
    const answer = await service.post('/v1/interactions', interaction(LIMIT));
    expect(answer.status).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'event-too-large' });
    const history = await service.get(`/v1/audit/customers/${customerId}/history`);
    expect(history.json<{ items: object[] }>().items).toHaveLength(1);
  });

  it('is taken when its event just fits in, and given back whole', async () => {
    // Encrypted, its texts take a third more.
    const call = interaction(Math.floor(LIMIT * 0.74));
    const id = await service.accepted('/v1/interactions', call);
    expect((await service.get(`/v1/interactions/${id}`)).json()).toMatchObject(call);
  });
});
