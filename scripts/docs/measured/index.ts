import type { Results } from '../../../bench/report';
import { figures } from './figures';
import { readResult } from './read';
import { tables } from './tables';

/** What the benchmark measured last. */
const readResults = (): Results => readResult('results.json') as Results;

const named = <T>(all: Record<string, T>, name: string, kind: string): T => {
	const found = all[name];
	if (!found) throw new Error(`There is no ${kind} "${name}" of what was measured`);
	return found;
};

export const measuredTable = (name: string, results = readResults()): string => named(tables, name, 'table')(results);

export const measuredFigure = (name: string, results = readResults()): string => named(figures, name, 'figure')(results) || 'not measured yet';
