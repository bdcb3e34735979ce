import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SCOPE, type Scope } from './scopes.js';

/** What a route asks for; `none`: no token. */
export type RouteScope = Scope | 'none';

/** `GET /v1/deals/:id`. */
export const routeName = (method: string, url: string): string => `${method} ${url}`;

const joined = (...parts: readonly string[]): string =>
  `/${parts.flatMap((part) => part.split('/').filter((each) => each !== '')).join('/')}`;

const pathsOf = (target: object): readonly string[] =>
  [(Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined) ?? ''].flat();

/**
 * The scope of each route of an app's controllers that declares one, by `routeName`: its method's, else its controller's.
 */
export const routeScopes = (app: NestFastifyApplication): ReadonlyMap<string, RouteScope> => {
  const found = new Map<string, RouteScope>();
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  for (const { metatype } of controllers) {
    if (!metatype) continue;
    const prototype = metatype.prototype as Readonly<Record<string, object>>;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name];
      const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
      if (handler === undefined || method === undefined) continue;
      const scope = (Reflect.getMetadata(SCOPE, handler) ?? Reflect.getMetadata(SCOPE, metatype)) as
        RouteScope | undefined;
      if (scope === undefined) continue;
      for (const path of pathsOf(metatype))
        for (const below of pathsOf(handler))
          found.set(routeName(RequestMethod[method], joined(path, below)), scope);
    }
  }
  return found;
};
