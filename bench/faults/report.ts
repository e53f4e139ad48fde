import type { Contender } from './contenders';
import { contenders, titles } from './contenders';
import type { Scenario } from '../../testing/faults/scenarios';
import { headlines, scenarios } from '../../testing/faults/scenarios';

export interface Count {
	/** Conversations or messages at the vendor. */
	existing: number;
	/** Items that exist more than once. */
	twice: number;
	/** Failed items of which the node says that they may be among those made. */
	inDoubt: number;
	/** Items of a successful execution whose output does not match what exists at the vendor. */
	wrong: number;
	/** The execution's status. */
	status: string;
}

export interface Measured {
	way: string;
	scenario: string;
	items: number;
	counts: Record<Contender, Count>;
}

export interface Report {
	/** The version of n8n-core. */
	version: string;
	measured: Measured[];
}

const cell = ({ existing, twice, inDoubt, wrong }: Count) =>
	[String(existing), twice > 0 && `${twice} more than once`, inDoubt > 0 && `${inDoubt} in doubt`, wrong > 0 && `${wrong} told wrong`].filter(Boolean).join(', ');

/** A table for each way. */
export function asText({ version, measured }: Report): string {
	const ways = [...new Set(measured.map(({ way }) => way))];
	return ways
		.map((way) => {
			const rows = measured.filter((one) => one.way === way);
			const lines = rows.map(({ scenario, items, counts }) => [scenario, String(items), ...contenders.map((one) => cell(counts[one]))]);
			return `\nn8n-core ${version}: ${way}\n${aligned([['at the vendor', 'items', ...contenders.map((one) => titles[one])], ...lines])}`;
		})
		.join('');
}

const aligned = (rows: string[][]) => {
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	return rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column]!)).join('   ').trimEnd()}\n`).join('');
};

/** Tables over all ways and engines; a cell that is not the same everywhere says all there is. */
export function asMarkdown(reports: Report[]): string {
	const all = reports.flatMap(({ measured }) => measured);
	const ways = new Set(all.map(({ way }) => way)).size;
	const isMeasured = ({ name }: Scenario) => all.some(({ scenario }) => scenario === name);
	const table = (named: string, shown: Scenario[], columns: readonly Contender[]) => {
		const head = [named, 'items', ...columns.map((one) => titles[one])];
		const rows = shown.filter(isMeasured).map(({ name, items }) => {
			const rows = all.filter(({ scenario }) => scenario === name);
			return [name, items, ...columns.map((one) => together(rows.map(({ counts }) => counts[one])))];
		});
		return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
	};
	return `# What exists after a fault

Counted at the vendor, not told by the node: conversations (or messages) after one execution with n8n's Retry On Fail, three tries.
Our nodes, n8n's HTTP Request and a plain node that sends one item after the other all send the same requests.
Measured over ${ways} ways to create or send, on n8n-core ${reports.map(({ version }) => version).join(' and ')}, by \`npm run faults -- --docs\`.

${table('Retry On Fail', headlines, ['ours', 'atLeastOnce', 'http', 'plain'])}

In each of the following, the fault strikes one of five items. A vendor that did nothing for it leaves four to be made; when the fault
passes, five. After many faults nobody can tell from outside whether the vendor did the work. Where it can be asked, our nodes look.
Else the item is in doubt: by default (At Most Once) nothing sends it again, Retry On Fail neither, so it exists once or not at all, and its
error says \`"outcome": "unknown"\`. It counts at the vendor only where it is there. With Delivery set to At Least Once it is sent again:
then it is not missing, but may exist more than once.

An item is told wrong where the execution succeeded and the output is not what was made for the item: nobody will look for it.
This is counted for what creates, whose answer has an id.

${table('Fault', scenarios.filter((one) => !headlines.includes(one)), contenders)}
`;
}

/** A message has no id, so its output cannot be checked: only conversations count as told wrong. */
const together = (counts: Count[]): string => {
	const most = new Map<string, Count>();
	for (const count of counts) {
		const key = `${count.existing} ${count.twice} ${count.inDoubt}`;
		if (count.wrong >= (most.get(key)?.wrong ?? 0)) most.set(key, count);
	}
	return [...most.values()].map(cell).join(' or ');
};
