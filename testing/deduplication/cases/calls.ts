import { atOnce, check, count, node, recorded, remove, simple, failure, take, type Case } from './case';

/** Calls of one node, one after the other or at once. */
export const calls: Case[] = [
	simple('the first call calls everything new and keeps repetitions', [check(['a', 'b', 'a']), count], [recorded(['a', 'b', 'a']), 3]),
	simple(
		'a later call answers in the order given, and calls a repetition within the call new twice',
		[check(['a']), check(['c', 'a', 'b', 'c']), count],
		[recorded(['a']), recorded(['c', 'b', 'c'], ['a']), 4],
	),
	simple('a number is the same as its text', [check([1, 'x']), check(['1', 2])], [recorded([1, 'x']), recorded([2], ['1'])]),
	simple('a call with nothing makes an empty row', [check([]), count, check(['a', 'a'])], [recorded([]), 0, recorded(['a', 'a'])]),
	simple(
		'beyond maxEntries the oldest are forgotten, and being seen again makes no entry younger',
		[check(['a', 'b', 'c'], { maxEntries: 3 }), check(['a'], { maxEntries: 3 }), check(['d'], { maxEntries: 3 }), check(['a', 'b', 'c', 'd'])],
		[recorded(['a', 'b', 'c']), recorded([], ['a']), recorded(['d']), recorded(['a'], ['b', 'c', 'd'])],
	),
	simple(
		'a call with more than maxEntries forgets its own first ones',
		[check(['a', 'b', 'c'], { maxEntries: 2 }), count, check(['d', 'e', 'f'], { maxEntries: 2 }), check(['a', 'b', 'c', 'd', 'e', 'f'])],
		[recorded(['a', 'b', 'c']), 2, recorded(['d', 'e', 'f']), recorded(['a', 'b', 'c', 'd'], ['e', 'f'])],
	),
	simple(
		'maxEntries holds for the call that names it',
		[check(['a', 'b'], { maxEntries: 2 }), check(['c']), count, check([], { maxEntries: 1 }), count],
		[recorded(['a', 'b']), recorded(['c']), 3, recorded([]), 1],
	),
	simple(
		'removing what is not there does nothing, with and without a row',
		[remove('a'), count, check(['b']), remove('a', 'b', 'b'), count, check(['b'])],
		[null, 0, recorded(['b']), null, 0, recorded(['b'])],
	),
	simple(
		'removing takes one of two equal entries away',
		[check(['a', 'a']), remove('a'), check(['a']), remove('a'), check(['a'])],
		[recorded(['a', 'a']), null, recorded([], ['a']), null, recorded(['a'])],
	),
	simple('clearing forgets everything', [check(['a']), { do: 'clear' }, count, check(['a'])], [recorded(['a']), null, 0, recorded(['a'])]),
	simple(
		'the scopes node and workflow know nothing of each other',
		[check(['a']), check(['a'], { scope: 'workflow' }), check(['a', 'b'], { scope: 'workflow' }), count],
		[recorded(['a']), recorded(['a']), recorded(['b'], ['a']), 1],
	),
	simple(
		'one mode refuses what another has recorded',
		[check([3], { mode: 'latestIncrementalKey' }), check(['a']), count, check([2, 5, 4], { mode: 'latestIncrementalKey' })],
		[
			recorded([3]),
			failure(
				'Deduplication data was originally saved with an incompatible setting of the ‘Keep Items Where’ parameter. Try ’Clean Database’ operation to reset.',
			),
			0,
			recorded([4, 5], [2]),
		],
	),
	simple(
		'the mode for dates compares dates, and refuses other text',
		[
			check(['2024-02-01'], { mode: 'latestDate' }),
			check(['2024-01-01', '2024-03-01'], { mode: 'latestDate' }),
			check(['soon', 'later'], { mode: 'latestDate' }),
			{ do: 'remove', values: ['2024-03-01'], mode: 'latestDate' },
		],
		[
			recorded(['2024-02-01']),
			recorded(['2024-03-01'], ['2024-01-01']),
			failure('Invalid value. Only valid dates are supported in mode "latestDate"'),
			failure('Removing processed data is not possible in mode "latest"'),
		],
	),
	simple(
		'of items with the same value the last stands for all, and values that look like integers come out first',
		[
			{ do: 'checkItems', key: 'id', items: [{ id: 'b', n: 1 }, { id: 7 }, { id: 'b', n: 2 }, {}] },
			{ do: 'checkItems', key: 'id', items: [{ id: 'b' }, { id: '7' }] },
		],
		[recorded([{ id: 7 }, { id: 'b', n: 2 }, {}]), recorded([{ id: '7' }], [{ id: 'b' }])],
	),
	{
		name: 'of two first calls at once the database refuses one',
		run: async (place) => {
			const [both, again] = await take(await place.save([node]), atOnce(check(['a']), check(['a'])), check(['a']));
			return [(both as Array<object>).map((one) => ('name' in one ? one.name : one)).sort(), again];
		},
		expected: [[recorded(['a']), 'QueryFailedError'].sort(), recorded([], ['a'])],
	},
	simple(
		'two later calls at once both call the same value new, and the later writer drops what the other has recorded',
		[check(['first']), atOnce(check(['same', 'a']), check(['same', 'b'])), count],
		[recorded(['first']), [recorded(['same', 'a']), recorded(['same', 'b'])], 3],
	),
];
