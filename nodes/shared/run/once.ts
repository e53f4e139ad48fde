/** Work that several items of one run want done, done once. */
export class Once {
	private readonly works = new Map<string, Promise<unknown>>();

	/** The first item to come does the work; when it fails, the next one that waited does it for itself. */
	async do<T>(key: string, work: () => Promise<T>): Promise<{ result: T; isFirst: boolean }> {
		const earlier = this.works.get(key) as Promise<T> | undefined;
		if (earlier) {
			const done = await earlier.then((result) => ({ result }), () => undefined);
			return done ? { ...done, isFirst: false } : await this.do(key, work);
		}
		const own = work();
		this.works.set(key, own);
		own.catch(() => this.works.delete(key));
		return { result: await own, isFirst: true };
	}
}
