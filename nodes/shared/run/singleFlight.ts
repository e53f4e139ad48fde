export interface Shared<T> {
	result: T;
	/** False for a caller that shares the result of another caller's work. */
	isFirst: boolean;
}

/** Does work once that several items of a run need. */
export class SingleFlight {
	private readonly inFlight = new Map<string, Promise<unknown>>();

	/**
	 * @param mayTry whether who waited may try after this error, because it says something of the one item alone; it throws what
	 * who waited is told in place of the error
	 */
	constructor(private readonly mayTry: (error: unknown) => boolean) {}

	/** The first caller does the work, and the others share its result or its failure; or the next one does it. */
	async run<T>(key: string, work: () => Promise<T>): Promise<Shared<T>> {
		const earlier = this.inFlight.get(key) as Promise<T> | undefined;
		if (!earlier) {
			const started = work();
			this.inFlight.set(key, started);
			return { result: await started, isFirst: true };
		}
		const mayTry = await earlier.then(() => false, this.mayTry);
		if (!mayTry) return { result: await earlier, isFirst: false };
		if (this.inFlight.get(key) === earlier) this.inFlight.delete(key);
		return await this.run(key, work);
	}
}
