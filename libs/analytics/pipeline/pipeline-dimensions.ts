import { salesDimensions } from '../sales/deal-dimensions.js';

/** What open deals are grouped by; periods are of the day that they were opened. */
export const pipelineDimensions = ['stage', ...salesDimensions] as const;
export type PipelineDimension = (typeof pipelineDimensions)[number];
