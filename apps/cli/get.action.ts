import { asking } from './asking.js';
import { type CommonOptions, print, printJson, type ServiceOptions, type WaitOptions } from './usage.js';

export interface GetOptions extends CommonOptions, ServiceOptions, WaitOptions {}

export const get = async (path: string, options: GetOptions): Promise<void> => {
  const answer = await asking(options, async (questions) => {
    const response = await questions.ask(path);
    return response.json<unknown>();
  });
  if (options.json) printJson(answer);
  else print(JSON.stringify(answer, undefined, 2));
};
