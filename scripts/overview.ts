import type { NodeJson, RunResult, WorkflowJson } from '../testing/engine';

const COLUMNS = ['node', 'conversation', 'who says what, or how it ended'] as const;
const WIDEST = [30, 36, 110];

type Json = Record<string, unknown>;

/** A table of what our nodes put out in one run: a line for each conversation, answer and failed item. */
export function overview(workflow: WorkflowJson, result: RunResult): string {
	const rows = workflow.nodes.filter(isOurs).flatMap(({ name }) =>
		(result.runs[name] ?? []).flatMap(({ outputs }) =>
			outputs.flat().map(({ json }) => [name, shortId(json as Json), summary(json as Json)]),
		),
	);
	return table([[...COLUMNS], ...rows]);
}

const isOurs = ({ type }: NodeJson) => type.startsWith('n8n-nodes-conversations.');

const shortId = (json: Json) => String(json.conversationId ?? json.chatId ?? json.boardId ?? '–');

function summary(json: Json): string {
	const error = json.error as Json | undefined;
	if (error) return `${String(error.reason)} (${String(error.outcome)}): ${String(error.message)}`;
	const texts = (json.messages as Json[] | undefined)?.map(({ role, text, type }) => `${String(role)}: ${String(text ?? type)}`) ?? [];
	if (texts.length > 0) return texts.join(' | ');
	return [json.name, json.status].filter(Boolean).join(', ') || 'done';
}

function table(rows: string[][]): string {
	const widths = COLUMNS.map((_, column) =>
		Math.min(WIDEST[column] ?? 40, Math.max(...rows.map((row) => (row[column] ?? '').length))),
	);
	const line = (row: string[]) => row.map((cell, column) => fit(cell, widths[column] ?? 0)).join('  ').trimEnd();
	const [head = [], ...body] = rows;
	return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}

const fit = (cell: string, width: number) => {
	const oneLine = cell.replace(/\s+/g, ' ');
	return oneLine.length > width ? `${oneLine.slice(0, width - 1)}…` : oneLine.padEnd(width);
};
