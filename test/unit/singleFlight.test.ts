import { SingleFlight } from '../../nodes/shared/run/singleFlight';

const later = async <T>(result: T) => await new Promise<T>((resolve) => setImmediate(() => resolve(result)));

test('the first item does the work, the others get what it brought', async () => {
	const once = new SingleFlight(() => true);
	let done = 0;
	const work = async () => await later(`result ${(done += 1)}`);

	const results = await Promise.all([once.run('key', work), once.run('key', work), once.run('key', work)]);

	expect(done).toBe(1);
	expect(results).toEqual([
		{ result: 'result 1', isFirst: true },
		{ result: 'result 1', isFirst: false },
		{ result: 'result 1', isFirst: false },
	]);
	expect(await once.run('key', work)).toEqual({ result: 'result 1', isFirst: false });
});

test('works separately for each key', async () => {
	const once = new SingleFlight(() => true);
	const work = (result: string) => async () => await later(result);

	const results = await Promise.all([once.run('a', work('of a')), once.run('b', work('of b')), once.run('__proto__', work('of c'))]);

	expect(results).toEqual(['of a', 'of b', 'of c'].map((result) => ({ result, isFirst: true })));
});

test('after a fault of its own item the next one that waited does it, alone', async () => {
	const once = new SingleFlight(() => true);
	let tried = 0;
	let atWork = 0;
	const work = async () => {
		tried += 1;
		atWork += 1;
		expect(atWork).toBe(1);
		const attempt = await later(tried);
		atWork -= 1;
		if (attempt < 3) throw new Error(`failed ${attempt}`);
		return attempt;
	};

	const results = await Promise.allSettled([1, 2, 3, 4, 5].map(async () => await once.run('key', work)));

	expect(tried).toBe(3);
	expect(results).toEqual([
		{ status: 'rejected', reason: new Error('failed 1') },
		{ status: 'rejected', reason: new Error('failed 2') },
		{ status: 'fulfilled', value: { result: 3, isFirst: true } },
		{ status: 'fulfilled', value: { result: 3, isFirst: false } },
		{ status: 'fulfilled', value: { result: 3, isFirst: false } },
	]);
});

test('what failed before is tried again by a later item', async () => {
	const once = new SingleFlight(() => true);
	await expect(once.run('key', async () => await Promise.reject(new Error('failed')))).rejects.toThrow('failed');

	expect(await once.run('key', async () => await later('done'))).toEqual({ result: 'done', isFirst: true });
});

test('shares a result that is undefined', async () => {
	const once = new SingleFlight(() => true);
	await once.run('key', async () => await later(undefined));

	expect(await once.run('key', async () => await later('more'))).toEqual({ result: undefined, isFirst: false });
});

test('after any other failure nobody tries again, and all are told the same', async () => {
	const shared = new SingleFlight(() => false);
	let tried = 0;
	const work = async () => {
		tried += 1;
		await later(undefined);
		throw new Error('in doubt');
	};

	const results = await Promise.allSettled([1, 2, 3].map(async () => await shared.run('key', work)));
	results.push(...(await Promise.allSettled([shared.run('key', work)])));

	expect(tried).toBe(1);
	expect(results).toEqual([1, 2, 3, 4].map(() => ({ status: 'rejected', reason: new Error('in doubt') })));
});
