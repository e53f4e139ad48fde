/** Does the work for all, so many at a time, and gives the results in the order of `all`. */
export async function inLanes<T, R>(lanes: number, all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
	const done: R[] = [];
	let next = 0;
	const lane = async () => {
		for (let index = next++; index < all.length; index = next++) done[index] = await work(all[index]!);
	};
	await Promise.all(Array.from({ length: lanes }, lane));
	return done;
}
