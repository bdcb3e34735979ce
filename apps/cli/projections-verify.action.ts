import { type Difference, verdictOf } from '../../libs/event-sourcing/core.js';
import {
  type ProjectionAnswer,
  type VerificationAnswer,
} from '../../libs/platform/http/projections.controller.js';
import { actOf, control, type ControlOptions } from './projections.action.js';
import { table } from './tables.js';
import { exitCodes, print, printJson } from './usage.js';

export interface VerifyOptions extends ControlOptions {
  readonly sample?: number;
  readonly all?: boolean;
}

/** What is printed of each projection. */
interface Verified {
  readonly projection: string;
  readonly compared: number;
  readonly position: string | null;
  readonly differing: number;
  readonly differences: readonly Difference[];
  /** A sentence; null: all is well. */
  readonly verdict: string | null;
}

/** Compares a projection, or each, with the log. The exit code tells whether any differs. */
export const verify = async (name: string | undefined, options: VerifyOptions): Promise<void> => {
  const { sample, all = false } = options;
  const asked = { all, ...(sample === undefined ? {} : { sample }) };
  const statuses = await control(name, options, 'comparing with the log', async (questions, before) => {
    const { request } = await questions.tell<VerificationAnswer>(actOf(before, 'verifications'), asked);
    // The build that was asked about is gone once another serves, and its answer with it.
    return ({ build, verification }) => build !== before.build || verification?.request === request;
  });
  const verified = statuses.filter(({ role }) => role === 'active').flatMap(verifiedIn);
  if (options.json) printJson(verified);
  else report(verified);
  if (verified.some(({ verdict }) => verdict !== null)) process.exitCode = exitCodes.differs;
};

const verifiedIn = ({ name, verification }: ProjectionAnswer): readonly Verified[] => {
  if (!verification) return [];
  const { compared, position, differing, differences } = verification;
  const verdict = verdictOf(name, verification) ?? null;
  return [{ projection: name, compared, position, differing, differences, verdict }];
};

const report = (verified: readonly Verified[]): void => {
  const rows = verified.map(({ projection, compared, position, differing }) => [
    projection,
    `${compared}`,
    position ?? '',
    `${differing}`,
  ]);
  print(table(['projection', 'compared', 'from position', 'differing'], rows));
  for (const { projection, verdict, differences } of verified) {
    if (verdict === null) continue;
    print(`${projection} ${verdict}`);
    for (const { id, is, path } of differences) print(`  ${id}: ${path === null ? is : `${is} in ${path}`}`);
  }
};
