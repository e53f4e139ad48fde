/** Prints what the running test measured: worth seeing also when it passes. */
export function figure(text: string): void {
	process.stderr.write(`${expect.getState().currentTestName}: ${text}\n`);
}
