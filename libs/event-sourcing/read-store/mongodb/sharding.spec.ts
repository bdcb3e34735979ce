import { describe, expect, it } from '@jest/globals';
import { type Document, MongoServerError } from 'mongodb';
import { type AdminCommand, isRouter, shard } from './sharding.js';

/** A server that answers each command as told, by its name, and what it was sent. */
const server = (answers: Readonly<Record<string, Document | Error>>) => {
  const sent: Document[] = [];
  const command: AdminCommand = (document) => {
    sent.push(document);
    const answer = answers[Object.keys(document)[0] ?? ''] ?? { ok: 1 };
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { sent, command };
};

const refusal = (code: number, message: string): MongoServerError =>
  new MongoServerError({ code, message, errmsg: message });

const unknown = refusal(59, 'no such command');

describe('a sharded cluster', () => {
  it('is told by the greeting of its routers', async () => {
    expect(await isRouter(server({ hello: { ok: 1, msg: 'isdbgrid' } }).command)).toBe(true);
    expect(await isRouter(server({ hello: { ok: 1, setName: 'rs' } }).command)).toBe(false);
  });

  it('is told by the older greeting of servers that know no other', async () => {
    const older = { hello: unknown, isMaster: { ok: 1, msg: 'isdbgrid' } };
    expect(await isRouter(server(older).command)).toBe(true);
    expect(await isRouter(server({ hello: unknown, isMaster: { ok: 1 } }).command)).toBe(false);
  });

  it('has a collection spread by the hash of its ids', async () => {
    const { sent, command } = server({});
    expect(await shard(command, 'crm', 'profile@2')).toBeUndefined();
    expect(sent).toEqual([
      { enableSharding: 'crm' },
      { shardCollection: 'crm.profile@2', key: { _id: 'hashed' } },
    ]);
  });

  it('has nothing to do where that is done', async () => {
    const done = refusal(23, 'already initialized');
    const { command } = server({ enableSharding: done, shardCollection: done });
    expect(await shard(command, 'crm', 'profile@2')).toBeUndefined();
  });

  it('says what to do where the right is missing', async () => {
    const { command } = server({ enableSharding: refusal(13, 'not authorized') });
    expect(await shard(command, 'crm', 'profile@2')).toBe(
      'crm.profile@2 is not sharded (the user lacks the right to shard it): grant enableSharding on crm and rebuild, or run sh.shardCollection("crm.profile@2", {_id: "hashed"})',
    );
  });

  it('lets a lost connection fail', async () => {
    const { command } = server({ shardCollection: new Error('connection closed') });
    await expect(shard(command, 'crm', 'profile@2')).rejects.toThrow('connection closed');
  });
});
