import { spreadOf } from '../statistics';

/** A median, with what it lies between in brackets where that differs. */
export function spreadText(values: number[], digits: number): string {
	const spread = spreadOf(values);
	if (!spread) return '';
	const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => number(value, digits));
	return min === max ? String(median) : `${median} (${min}–${max})`;
}

export const number = (value: number, digits: number) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const table = (head: string[], rows: string[][]): string =>
	[head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const unique = <T, K extends object>(all: T[], of: (one: T) => K): K[] => [
	...new Map(all.map((one) => [JSON.stringify(of(one)), of(one)])).values(),
];
