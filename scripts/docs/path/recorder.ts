import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

/** A function that had the marker among its arguments or in its result. */
export interface Sighting {
	file: string;
	name: string;
	/** How the marker is reached there, such as `request.body.userName`. */
	at: string;
	isResult: boolean;
	/** The files that had called each other up to here, the first one first. */
	callers: string[];
}

const DEEPEST = 8;
let isOver = false;
// A network request ends the recording.
subscribe('http.client.request.start', () => (isOver = true));

/**
 * Runs beside instrumented code and writes what it sees to a file, a line of JSON for each. A request to the network ends it.
 * @returns what the code calls with the name of a function and its arguments by name, or its result
 */
export const recorder = (output: string, marker: string, file: string) => {
	return <T>(name: string, value: T, isResult: boolean): T => {
		const found = isOver ? undefined : findIn(value, marker, DEEPEST);
		if (found) {
			const sighting: Sighting = { file, name, at: found.join('.'), isResult, callers: callersOf(new Error().stack) };
			appendFileSync(output, `${JSON.stringify(sighting)}\n`);
		}
		return value;
	};
};

/** The keys that lead to the marker. Only plain data is searched: what else n8n hands around holds everything. */
function findIn(value: unknown, marker: string, depth: number): string[] | undefined {
	if (typeof value === 'string') return value.includes(marker) ? [] : undefined;
	if (depth === 0 || !isPlain(value)) return undefined;
	for (const [key, inner] of Object.entries(value)) {
		const found = findIn(inner, marker, depth - 1);
		if (found) return [key, ...found];
	}
	return undefined;
}

function isPlain(value: unknown): value is object {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype === Object.prototype || Array.isArray(value);
}

const callersOf = (stack = ''): string[] => [
	...new Set([...stack.matchAll(/\/dist\/((?:nodes|credentials)\/[^:]+)\.js:/g)].map(([, file]) => `${file}.ts`).reverse()),
];
