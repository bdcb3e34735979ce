import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InProcessService } from '../support/in-process.service.js';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

describe('the OpenAPI document', () => {
  let service: InProcessService;
  let operations: Readonly<Record<string, Readonly<Record<string, Operation>>>>;

  beforeAll(async () => {
    service = await InProcessService.start();
    operations = (await service.get('/docs-json')).json<{ paths: typeof operations }>().paths;
  });

  afterAll(async () => {
    await service.stop();
  });

  const headersOf = (path: string): string[] =>
    (operations[path]?.post?.parameters ?? [])
      .flatMap((parameter) => (parameter.in === 'header' ? [parameter.name] : []))
      .sort();

  it('names every header that a command is read from', () => {
    const headers = ['Correlation-Id', 'Idempotency-Key'];
    expect(headersOf('/v1/customers')).toEqual(headers);
    expect(headersOf('/v1/customers/{id}/owner')).toEqual([...headers, 'If-Match']);
  });

  it('calls the operations of commands by the names of the commands', () => {
    expect(operations['/v1/orders']?.post).toMatchObject({
      operationId: 'placeOrder',
      summary: 'Place order',
    });
    expect(operations['/v1/orders/{id}/refunds']?.post?.operationId).toBe('refundOrder');
  });

  it('names each operation once', () => {
    const ids = Object.values(operations).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has no operation for a command that only reactions send', () => {
    expect(Object.keys(operations).filter((path) => path.startsWith('/v1/orders'))).toEqual([
      '/v1/orders',
      '/v1/orders/{id}/refunds',
      '/v1/orders/{id}/cancellation',
      '/v1/orders/{id}',
    ]);
  });
});
