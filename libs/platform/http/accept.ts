import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  NotAcceptableException,
  SetMetadata,
} from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

export const JSON_TYPE = 'application/json';

interface Range {
  readonly media: string;
  readonly quality: number;
}

const qualityOf = (parameters: readonly string[]): number => {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = Number(text ?? '1');
  return quality >= 0 && quality <= 1 ? quality : 0;
};

const rangesOf = (accept: string): Range[] =>
  accept
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .map(([media = '', ...parameters]) => ({ media, quality: qualityOf(parameters) }));

/** The ranges that a media type is in, the most specific first. */
const inRanges = (media: string): readonly string[] => [media, `${media.split('/')[0] ?? ''}/*`, '*/*'];

/**
 * The media type that the header `Accept` would rather have (RFC 9110): of those with the highest quality the one that is
 * named most precisely, of such the first of `served`. Undefined: it takes none of them.
 */
export const preferred = (accept: string | undefined, served: readonly string[]): string | undefined => {
  if (accept === undefined || accept.trim() === '') return served[0];
  const ranges = rangesOf(accept);
  const offers = served.flatMap((media) => {
    for (const [generality, name] of inRanges(media).entries()) {
      const range = ranges.find((each) => each.media === name);
      if (range) return range.quality > 0 ? [{ media, generality, quality: range.quality }] : [];
    }
    return [];
  });
  const [best] = offers.sort((a, b) => b.quality - a.quality || a.generality - b.generality);
  return best?.media;
};

const SERVED = 'dossier:served';

/** The media types in which a route answers, the usual one first; JSON alone where nothing is said. */
export const Serves = (...media: readonly string[]): MethodDecorator => SetMetadata(SERVED, media);

/** Refuses, before anything is done, requests whose `Accept` takes nothing of what the route serves: 406. */
@Injectable()
export class AcceptGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const served = servedBy(context);
    const { accept } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (preferred(accept, served) !== undefined) return true;
    throw new NotAcceptableException(`this is served as ${served.join(', ')}; Accept takes none of that`);
  }
}

const servedBy = (context: ExecutionContext): readonly string[] =>
  (Reflect.getMetadata(SERVED, context.getHandler()) as readonly string[] | undefined) ?? [JSON_TYPE];
