export interface Shared<T> {
	result: T;
	/** False for whoever got what another one's work brought. */
	isFirst: boolean;
}

/** Work that several items of one run want done, done once. */
export class SingleFlight {
	private readonly inFlight = new Map<string, Promise<unknown>>();

	/** The first caller does the work; when it fails, the next one that waited does it for itself. */
	async run<T>(key: string, work: () => Promise<T>): Promise<Shared<T>> {
		const earlier = this.inFlight.get(key) as Promise<T> | undefined;
		if (earlier) {
			const done = await earlier.then((result) => ({ result }), () => undefined);
			return done ? { ...done, isFirst: false } : await this.run(key, work);
		}
		const started = work();
		this.inFlight.set(key, started);
		started.catch(() => this.inFlight.delete(key));
		return { result: await started, isFirst: true };
	}
}
