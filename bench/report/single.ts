import { singleContenders } from '../contenders';
import type { SingleMeasurement } from '../single';
import { spreadText, table } from './table';

/** One item, beside each other. */
export const singleTable = (singles: SingleMeasurement[]): string =>
	table(
		['', 'first run of a process, ms', 'warm, ms', 'warm: CPU, ms', 'more than a plain node, ms', 'rounds'],
		settingsOf(singles).flatMap((setting) =>
			Object.entries(singleContenders).map(([name, { title }]) => {
				const rounds = singles.filter((one) => one.contender === name && settingOf(one) === setting);
				const cell = (value: (one: SingleMeasurement) => number, digits: number) => spreadText(rounds.map(value), digits);
				return [
					`${title}, ${setting}`,
					cell(({ firstMs }) => firstMs, 0),
					cell(({ warmMs }) => warmMs.median, 1),
					cell(({ warmCpuMs }) => warmCpuMs.median, 1),
					name === 'plain' ? '' : cell(({ overPlainMs }) => overPlainMs.median, 1),
					String(rounds.length),
				];
			}),
		),
	);

const settingsOf = (singles: SingleMeasurement[]) => [...new Set(singles.map(settingOf))];

const settingOf = ({ expressionEngine, scheme, latencyMs, networkMs }: SingleMeasurement): string =>
	`${latencyMs} ms, ${scheme}${networkMs === undefined ? '' : `, network ${networkMs} ms each way`}, \`${expressionEngine}\``;
