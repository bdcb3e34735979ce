import { setting } from '../platform/index.js';
import { type Stages } from './deals.published.js';

const parseStages = (text: string): Stages | undefined => {
  const stages = text.split(',').map((part) => {
    const [, name, chance] = /^\s*([a-z][a-z0-9-]*)\s*:\s*(0|1|0?\.\d+)\s*$/.exec(part) ?? [];
    return { name: name ?? '', probability: Number(chance) };
  });
  const names = new Set(stages.map(({ name }) => name));
  return names.has('') || names.size !== stages.length ? undefined : stages;
};

export const dealStages = setting({
  variable: 'DOSSIER_DEAL_STAGES',
  fallback: 'prospecting:0.1,engaging:0.25,proposal:0.5,negotiation:0.75',
  about: 'stages of the deal pipeline in order, each with the chance of winning',
  must: 'distinct stages as name:probability, separated by commas, such as prospecting:0.1,proposal:0.5',
  parse: parseStages,
});
