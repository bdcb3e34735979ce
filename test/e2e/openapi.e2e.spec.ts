import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InProcessService } from '../support/in-process.service.js';

interface Operation {
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
    const headers = ['Correlation-Id', 'Dossier-Actor', 'Idempotency-Key'];
    expect(headersOf('/v1/customers')).toEqual(headers);
    expect(headersOf('/v1/customers/{id}/owner')).toEqual([...headers, 'If-Match']);
  });
});
