import { spreadOf } from '../statistics';

/** One thing that must hold, and what was measured. */
export interface Claim {
	what: string;
	/** Null if this run did not measure it. */
	measured: number | null;
	/** The range, if there were several rounds. */
	spread?: [number, number];
	unit?: string;
	limit: string;
	held: boolean | null;
}

export const atMost = (limit: number, what: string, values: number[], unit?: string): Claim =>
	claim(what, values, `at most ${round(limit)}`, (value) => value <= limit, unit);
export const atLeast = (limit: number, what: string, values: number[], unit?: string): Claim =>
	claim(what, values, `at least ${round(limit)}`, (value) => value >= limit, unit);
export const below = (limit: number, what: string, values: number[]): Claim =>
	claim(what, values, `below ${round(limit)}`, (value) => value < limit);

function claim(what: string, values: number[], limit: string, test: (value: number) => boolean, unit = ' times'): Claim {
	const spread = spreadOf(values);
	if (!spread) return { what, measured: null, limit, unit, held: null };
	const { median, min, max, count } = spread;
	return { what, measured: median, ...(count > 1 && { spread: [min, max] }), limit, unit, held: test(median) };
}

/** One line that says whether it holds. */
export function lineOf({ what, measured, spread, limit, unit = '', held }: Claim): string {
	if (measured === null || held === null) return `not measured  ${what} (${limit}${unit})`;
	const between = spread && spread[0] !== spread[1] ? `, ${round(spread[0])} to ${round(spread[1])}` : '';
	return `${held ? 'held        ' : 'NOT HELD    '}  ${what}: ${round(measured)}${unit}${between} (${limit}${unit})`;
}

const round = (value: number): string => (value === 0 ? '0' : Number(value.toPrecision(3)).toString());

export const isSame = <T extends object>(one: T, values: Partial<T>): boolean =>
	Object.entries(values).every(([key, value]) => one[key as keyof T] === value);
