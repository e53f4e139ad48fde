/** Undoes in reverse order what was done, also when one of the steps fails. */
export class Cleanup {
	private readonly steps: Array<() => Promise<void>> = [];

	add(step: () => Promise<void>): void {
		this.steps.push(step);
	}

	run = async (): Promise<void> => {
		for (let step = this.steps.pop(); step; step = this.steps.pop()) {
			await step().catch((error: Error) => process.stderr.write(`While cleaning up: ${error.message}\n`));
		}
	};
}
