import { Figures, type Load } from '../../../bench/claims/figures';
import { PRODUCT, type Setting } from '../../../bench/claims/speed';
import type { ContenderName } from '../../../bench/contenders';
import type { Results } from '../../../bench/report';
import { number, table } from '../../../bench/report/table';
import { spreadOf } from '../../../bench/statistics';

export const LEGACY: Setting = { ...PRODUCT, expressionEngine: 'legacy' };
export const at = (items: number, latencyMs: number): Load => ({ items, latencyMs });

export const median = (values: number[]): number | undefined => spreadOf(values)?.median;

export const seconds = (ms: number | undefined): string => {
	if (ms === undefined) return '';
	return ms < 1000 ? `${number(ms / 1000, 2)} s` : `${number(ms / 1000, ms < 99_950 ? 1 : 0)} s`;
};
export const unit = (value: number | undefined, name: string, digits = 0): string => (value === undefined ? '' : `${number(value, digits)} ${name}`);
export const times = (value: number | undefined): string => (value === undefined ? '' : number(value, 2));

export const NOT_YET = 'Not measured yet.';

/** Without the rows that were not measured. */
export function orNotYet(head: string[], rows: string[][]): string {
	const measured = rows.filter(([, ...cells]) => cells.some((cell) => cell !== ''));
	return measured.length === 0 ? NOT_YET : table(head, measured);
}

export const time = ({ measurements }: Results, setting: Setting, name: ContenderName, load: Load) => median(new Figures(measurements, setting).values('wallMs', name, load));
