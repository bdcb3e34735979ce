import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Questions } from './questions.js';

const answering = (status: number, body: string): Questions =>
  new Questions(() =>
    Promise.resolve({ status, header: () => undefined, body: Readable.from([Buffer.from(body)]) }),
  );

describe('what a service refuses', () => {
  it('is said in its own words', async () => {
    const questions = answering(404, JSON.stringify({ detail: 'there is no customer 7' }));
    await expect(questions.ask('/v1/customers/7')).rejects.toThrow('/v1/customers/7: there is no customer 7');
    await expect(questions.tell('/v1/customers', {})).rejects.toThrow('there is no customer 7');
  });

  it('for want of a token says how the command line is given one', async () => {
    const questions = answering(401, JSON.stringify({ detail: 'this asks for a token' }));
    const sentence = 'this asks for a token; give one by --token or DOSSIER_TOKEN';
    await expect(questions.ask('/v1/deals')).rejects.toThrow(`/v1/deals: ${sentence}`);
    await expect(questions.tell('/v1/deals', {})).rejects.toThrow(sentence);
  });

  it.each(['<html>Not found</html>', '"no"', ''])(
    'without words of a service (%j) tells the status',
    async (body) => {
      await expect(answering(502, body).ask('/v1/deals')).rejects.toThrow(
        '/v1/deals: status 502, and not in the words of Dossier: is this the address of a service?',
      );
    },
  );
});
