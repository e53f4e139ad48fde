import { duration } from '../../testing/wholeN8n/progress';

/** Counts what was tried and prints each as it ends. */
export interface Report {
	passed: number;
	failed: number;
	section(title: string): void;
	/** Passes when `work` does not throw. What it returns is printed beside the name: a figure worth seeing. */
	check(name: string, work: () => Promise<string | void>): Promise<void>;
}

export function startReport(out: NodeJS.WritableStream = process.stdout): Report {
	const report: Report = {
		passed: 0,
		failed: 0,
		section: (title) => void out.write(`\n${title}\n`),
		check: async (name, work) => {
			const startedAt = Date.now();
			try {
				const figure = await work();
				report.passed += 1;
				out.write(`  ok    ${name}${figure ? `: ${figure}` : ''} (${duration(Date.now() - startedAt)})\n`);
			} catch (error) {
				report.failed += 1;
				const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
				out.write(`  FAIL  ${name} (${duration(Date.now() - startedAt)})\n${text.replace(/^/gm, '        ')}\n`);
			}
		},
	};
	return report;
}
