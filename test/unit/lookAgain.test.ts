import { lookAgain } from '../../nodes/shared/run/lookAgain';
import { Sightings } from '../../nodes/shared/run/sightings';
import { CancelToken } from '../../nodes/shared/send/cancelToken';

// Which candidates count as made since the request was sent, by the vendor's clock or by what was listed before.

const SENT = 1_700_000_010_500;
const before = (agoMs: number, ...ids: string[]) => ({ at: SENT - agoMs, ids: new Set(ids) });

interface Case {
	name: string;
	createdAt: number | null;
	offset?: number;
	listedBefore?: ReturnType<typeof before>;
	isFound: boolean;
}

const cases: Case[] = [
	{ name: 'made when it was sent', createdAt: SENT, offset: 0, isFound: true },
	{ name: 'made a millisecond before', createdAt: SENT - 1, offset: 0, isFound: false },
	{ name: 'made in that second, of which no more is known', createdAt: SENT - 500, offset: 0, isFound: true },
	{ name: 'made in the second before', createdAt: SENT - 1500, offset: 0, isFound: false },
	{ name: "made when it was sent, by a vendor's clock that is ahead", createdAt: SENT + 60_200, offset: 60_200, isFound: true },
	{ name: 'made before, by a clock that is ahead', createdAt: SENT + 60_199, offset: 60_200, isFound: false },
	{ name: 'made in that second, by a clock that is ahead', createdAt: SENT + 60_500, offset: 60_700, isFound: true },
	{ name: 'made when it was sent, by a clock that is behind', createdAt: SENT - 60_200, offset: -60_200, isFound: true },
	{ name: 'made after it was sent, by an unknown clock', createdAt: SENT + 1, isFound: false },
	{ name: 'not listed before', createdAt: null, listedBefore: before(3000, 'another'), isFound: true },
	{ name: 'listed before', createdAt: null, listedBefore: before(10, 'own'), isFound: false },
	{ name: 'not listed too long before', createdAt: null, listedBefore: before(3001), isFound: false },
	{ name: 'not known to have been listed', createdAt: null, offset: 0, isFound: false },
];

it('takes what was made since, and nothing else', async () => {
	const looked = cases.map(async ({ name, createdAt, offset, listedBefore }) => {
		const candidates = [{ id: 'own', createdAt, raw: { id: 'own' } }];
		const found = await lookAgain({
			...{ key: 'key', itemIndex: 0, sentAt: SENT, listedBefore, sightings: new Sightings(), clockOffset: () => offset, closed: new CancelToken() },
			query: async () => await Promise.resolve({}),
			lookUp: {
				key: ['key'],
				candidates: async () => await Promise.resolve(candidates),
				read: (raw) => ({ items: [{ id: raw.id }], raw }),
				idOf: () => 'own',
			},
		});
		return [name, typeof found === 'object'];
	});
	expect(Object.fromEntries(await Promise.all(looked))).toEqual(Object.fromEntries(cases.map(({ name, isFound }) => [name, isFound])));
});
