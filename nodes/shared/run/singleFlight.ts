/** Work that several items of one run want done, done once. */
export class SingleFlight {
	private readonly inFlight = new Map<string, Promise<unknown>>();

	/** The first item to come does the work; when it fails, the next one that waited does it for itself. */
	async run<T>(key: string, work: () => Promise<T>): Promise<{ result: T; isFirst: boolean }> {
		const earlier = this.inFlight.get(key) as Promise<T> | undefined;
		if (earlier) {
			const done = await earlier.then((result) => ({ result }), () => undefined);
			return done ? { ...done, isFirst: false } : await this.run(key, work);
		}
		const own = work();
		this.inFlight.set(key, own);
		own.catch(() => this.inFlight.delete(key));
		return { result: await own, isFirst: true };
	}
}
