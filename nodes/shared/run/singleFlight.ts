export interface Shared<T> {
	result: T;
	/** False for a caller that shares the result of another caller's work. */
	isFirst: boolean;
}

/** Does work once that several items of a run need. */
export class SingleFlight {
	private readonly inFlight = new Map<string, Promise<unknown>>();

	/** @param isOwnFault whether an error concerns only the item that did the work, so that the next item should try again */
	constructor(private readonly isOwnFault: (error: unknown) => boolean) {}

	/** The first caller does the work, and the others share its result or failure. If it failed by its own fault, the next caller does the work. */
	async run<T>(key: string, work: () => Promise<T>): Promise<Shared<T>> {
		const earlier = this.inFlight.get(key) as Promise<T> | undefined;
		if (!earlier) {
			const started = work();
			this.inFlight.set(key, started);
			return { result: await started, isFirst: true };
		}
		const isRepeatable = await earlier.then(() => false, this.isOwnFault);
		if (!isRepeatable) return { result: await earlier, isFirst: false };
		if (this.inFlight.get(key) === earlier) this.inFlight.delete(key);
		return await this.run(key, work);
	}
}
