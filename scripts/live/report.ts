import type { Finding } from './compare';

/** How one call ended. */
export interface Checked {
	operation: string;
	/** Undefined for one that was not made. */
	request?: { method: string; status: number | null };
	/** Why it was not made. */
	notTried?: string;
	/** What is wrong with what the node put out. */
	problems: string[];
	findings: Finding[];
}

export interface Circumstances {
	displayName: string;
	version: string;
	engine: string;
	day: string;
}

const names = (findings: Finding[], kind: Finding['kind']): string =>
	findings
		.filter((finding) => finding.kind === kind)
		.map(({ place, words }) => `\`${place}\` (${words})`)
		.join(', ');

export const differs = ({ problems, findings }: Checked): boolean => problems.length > 0 || findings.some(({ kind }) => kind === 'differs');

const verdict = (checked: Checked): string => {
	if (checked.notTried !== undefined) return `not tried: ${checked.notTried}`;
	return differs(checked) ? '**differs**' : 'confirmed';
};

/** The report as a page: names and types, and no value of any answer. */
export function report(all: Checked[], { displayName, version, engine, day }: Circumstances): string {
	const rows = all.map((one) => `| \`${one.operation}\` | ${one.request ? `${one.request.method} → ${one.request.status ?? 'no answer'}` : '–'} | ${verdict(one)} |`);
	const details = all
		.filter(({ notTried }) => notTried === undefined)
		.flatMap(({ operation, problems, findings }) => [
			`## ${operation}`,
			'',
			...problems.map((problem) => `- **Wrong:** ${problem}`),
			...(
				[
					['Differs', 'differs'],
					['Confirmed', 'confirmed'],
					['Not seen, because it was missing or null', 'notSeen'],
					['Not on the page', 'extra'],
				] as const
			).flatMap(([title, kind]) => (names(findings, kind) ? [`- ${title}: ${names(findings, kind)}`] : [])),
			'',
		]);
	return [
		`# ${displayName}, tried on a live account`,
		'',
		`On ${day}, with version ${version} on n8n-core ${engine}, by \`npm run live\`. It shows names and types, and no value of any answer.`,
		'',
		'| Operation | Call | Result |',
		'| --- | --- | --- |',
		...rows,
		'',
		...details,
	].join('\n');
}
