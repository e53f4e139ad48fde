/**
 * How many passes over the text the work costs, in processor time: a clock would count other processes too. Work that grows with the
 * square of the text costs about as many as the text has characters.
 */
export function passes(text: string, work: (text: string) => unknown): number {
	onePass(text);
	return cpuMs(() => void work(text)) / (cpuMs(() => times(PASSES, () => onePass(text))) / PASSES);
}

/** Processor time of this process, in milliseconds. */
export function cpuMs(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

/** One alone can take too little time to be measured. */
const PASSES = 20;

function onePass(text: string): number {
	let sum = 0;
	for (let index = 0; index < text.length; index += 1) sum = (sum + text.charCodeAt(index)) | 0;
	return sum;
}

function times(count: number, work: () => void): void {
	for (let turn = 0; turn < count; turn += 1) work();
}
