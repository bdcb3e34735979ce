import { type OpenAPIObject } from '@nestjs/swagger';
import {
  type DocumentedOperation,
  type Operation,
  operationsOf,
} from '../../libs/platform/http/openapi.operations.js';
import { exampleIds } from '../../libs/platform/index.js';
import { type HttpClient } from '../support/http.client.js';
import { until } from '../support/until.js';
import { beginnings, commands, endings, queries, type Step } from './story.js';

/** Who sends it: answers show the name. */
export const TELLER = { subject: 'anna', client: 'web-shop' } as const;

/** What an operation answered in the story. */
export interface Told {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

/** By operation id. */
export const routesOf = (document: OpenAPIObject): ReadonlyMap<string, DocumentedOperation> =>
  new Map(operationsOf(document).map((route) => [route.operation.operationId ?? '', route]));

/** The body that the document gives as the example of an operation. */
export const exampleBody = ({ requestBody }: Operation): unknown => {
  if (!requestBody || '$ref' in requestBody) return undefined;
  const [media] = Object.values(requestBody.content);
  const example = media?.examples?.example;
  return example && !('$ref' in example) ? (example.value as unknown) : undefined;
};

/** Sends every operation of the document to a service with its example, in the order of the story. */
export class Telling {
  private readonly routes: ReadonlyMap<string, DocumentedOperation>;
  private readonly sent = new Map<string, number>();
  private position = '0';

  constructor(
    private readonly client: HttpClient,
    document: OpenAPIObject,
  ) {
    this.routes = routesOf(document);
  }

  async tell(): Promise<readonly Told[]> {
    const told: Told[] = [];
    await this.begin();
    for (const step of [...commands, ...queries]) told.push(await this.send(await this.completed(step)));
    for (const step of endings) told.push(await this.send(await this.completed(step)));
    const rebuilt = await this.send({ operation: 'rebuildProjection', id: 'deals' });
    const verified = await this.send({ operation: 'verifyProjection', id: 'deals' });
    const revoked = await this.send({ operation: 'revokeToken' });
    return [...told, rebuilt, verified, revoked];
  }

  private async begin(): Promise<void> {
    for (const { type, id, data } of beginnings) {
      const operation = type.charAt(0).toLowerCase() + type.slice(1);
      await this.batch({
        type,
        id,
        key: `beginning-${id}`,
        data: data ?? exampleBody(this.route(operation).operation),
      });
    }
  }

  /** With the ids that are known only once other steps were taken. */
  private async completed(step: Step): Promise<Step> {
    switch (step.operation) {
      case 'removeContactPoint': {
        const profile = await this.ask(`/v1/customers/${exampleIds.customer}`);
        const [, phone] = (profile as { contactPoints: { id: string }[] }).contactPoints;
        return { ...step, body: { contactPointId: phone?.id } };
      }
      case 'completeFollowUp': {
        const interaction = await this.ask(`/v1/interactions/${exampleIds.interaction}`);
        const [followUp] = (interaction as { followUps: { id: string }[] }).followUps;
        return { ...step, body: { followUpId: followUp?.id } };
      }
      case 'attachDeal': {
        const { body } = await this.send({ operation: 'openDeal', body: { customerId: undefined } });
        return { ...step, id: (body as { id: string }).id };
      }
      default:
        return step;
    }
  }

  private async send({ operation, id, query, body = {} }: Step): Promise<Told> {
    const route = this.route(operation);
    const url = `${pathTo(route.path, id)}${query === undefined ? '' : `?${query}`}`;
    const example = exampleBody(route.operation);
    const sent = example === undefined ? undefined : { ...(example as object), ...body };
    const payload = sent === undefined ? undefined : JSON.stringify(sent);
    const times = (this.sent.get(operation) ?? 0) + 1;
    this.sent.set(operation, times);
    const headers = {
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(route.method === 'GET' ? this.waiting() : { 'idempotency-key': `${operation}-${times}` }),
    };
    const response = await this.client.send(route.method, url, headers, payload);
    const answer = response.json();
    if (route.method !== 'GET') {
      this.remember(answer);
      await this.followed(answer);
    }
    return { operation, status: response.status, body: answer };
  }

  /** Waits until what a command announced is there, so that it comes before the next one in the log. */
  private async followed(answer: unknown): Promise<void> {
    const { made } = answer as { made?: { orderId?: string } };
    if (made?.orderId === undefined) return;
    const path = `/v1/orders/${made.orderId}`;
    await until('the order of the win', async () => (await this.client.get(path)).status === 200);
  }

  private async batch(line: object): Promise<void> {
    const response = await this.client.post('/v1/commands', `${JSON.stringify(line)}\n`, {
      'content-type': 'application/x-ndjson',
    });
    if (response.text.includes('"problem"')) throw new Error(response.text);
    this.remember(response.json());
  }

  private async ask(url: string): Promise<unknown> {
    return (await this.client.get(url, this.waiting())).json();
  }

  private waiting(): Record<string, string> {
    return { 'dossier-min-position': this.position };
  }

  private remember(answer: unknown): void {
    const { position } = answer as { position?: string };
    if (position !== undefined) this.position = position;
  }

  private route(operation: string): DocumentedOperation {
    const route = this.routes.get(operation);
    if (!route) throw new Error(`the document has no operation ${operation}`);
    return route;
  }
}

/** `id` stands for the parameters of the path, in their order, with slashes between. */
const pathTo = (path: string, id = ''): string => {
  const values = id.split('/');
  return path.replaceAll(/\{\w+\}/g, () => values.shift() ?? '');
};

/** The answer that the document gives as the example of an operation. */
export const exampleAnswer = ({ responses }: Operation): unknown => {
  const [, success] = Object.entries(responses).find(([status]) => status < '300') ?? [];
  if (!success || '$ref' in success) return undefined;
  return success.content?.['application/json']?.example as unknown;
};
