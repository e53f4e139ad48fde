import { calls } from './calls';
import type { Case } from './case';
import { executions } from './executions';
import { staticData } from './staticData';

export type { Case };

/** What n8n promises and does not promise to a node that remembers keys, to be run in every place that says it is n8n. */
export const cases: Case[] = [...calls, ...executions, ...staticData];
