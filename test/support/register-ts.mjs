// `node --import <this file> program.ts` runs TypeScript from the sources, without a build.
import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);
