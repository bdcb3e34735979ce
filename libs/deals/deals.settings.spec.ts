import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig, settingOf } from '../platform/index.js';
import { dealStages } from './deals.settings.js';

const stagesFrom = (text: string) =>
  settingOf(loadConfig({ DOSSIER_DEAL_STAGES: text }, [dealStages]), dealStages);

describe('the stages of deals', () => {
  it('are four when nothing is said', () => {
    expect(settingOf(loadConfig({}, [dealStages]), dealStages)).toEqual([
      { name: 'prospecting', probability: 0.1 },
      { name: 'engaging', probability: 0.25 },
      { name: 'proposal', probability: 0.5 },
      { name: 'negotiation', probability: 0.75 },
    ]);
  });

  it('are read in order, each with its chance', () => {
    expect(stagesFrom('open: .2, last:1')).toEqual([
      { name: 'open', probability: 0.2 },
      { name: 'last', probability: 1 },
    ]);
  });

  it.each(['prospecting', 'open:0.1,open:0.2', 'open:1.5'])('are not %s', (text) => {
    expect(() => stagesFrom(text)).toThrow(ConfigError);
    expect(() => stagesFrom(text)).toThrow(/^DOSSIER_DEAL_STAGES must be distinct stages .+; it is /);
  });
});
