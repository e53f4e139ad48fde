import type { Contender } from './contenders';
import { contenders, titles } from './contenders';
import type { Scenario } from '../../testing/faults/scenarios';
import { headlines, scenarios } from '../../testing/faults/scenarios';

export interface Count {
	/** Conversations or messages at the vendor. */
	existing: number;
	/** Items of which there is more than one. */
	twice: number;
	/** Items of a successful execution whose output is not what was made for them. */
	wrong: number;
	/** Of the execution. */
	status: string;
}

export interface Measured {
	way: string;
	scenario: string;
	items: number;
	counts: Record<Contender, Count>;
}

export interface Report {
	/** Of n8n-core. */
	version: string;
	measured: Measured[];
}

const cell = ({ existing, twice, wrong }: Count) =>
	[String(existing), twice > 0 && `${twice} more than once`, wrong > 0 && `${wrong} told wrong`].filter(Boolean).join(', ');

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

${table('Retry On Fail', headlines, ['ours', 'http', 'plain'])}

In each of the following, the fault strikes one of five items. A vendor that did nothing for it leaves four to be made; when the fault
passes, five. After a fault that comes once the work was done nobody can tell from outside whether it was: our nodes never send such an
item again by themselves, and its error says \`"outcome": "unknown"\`. Retry On Fail sends it again, because it was asked to.

An item is told wrong where the execution succeeded and the output is not what was made for the item: nobody will look for it.
This is counted for what creates, whose answer has an id.

${table('Fault', scenarios.filter((one) => !headlines.includes(one)), contenders)}
`;
}

/** Of a message nothing can be told wrong, as it has no id: what is known of the others holds. */
const together = (counts: Count[]): string => {
	const most = new Map<string, Count>();
	for (const count of counts) {
		const key = `${count.existing} ${count.twice}`;
		if (count.wrong >= (most.get(key)?.wrong ?? 0)) most.set(key, count);
	}
	return [...most.values()].map(cell).join(' or ');
};
