/** A median with the smallest and the largest of what it comes from. */
export interface Spread {
	median: number;
	min: number;
	max: number;
	count: number;
}

export function spreadOf(values: number[]): Spread | undefined {
	if (values.length === 0) return undefined;
	const sorted = [...values].sort((a, b) => a - b);
	const at = (index: number) => sorted[index] as number;
	const middle = (sorted.length - 1) / 2;
	return {
		median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
		min: at(0),
		max: at(sorted.length - 1),
		count: sorted.length,
	};
}
