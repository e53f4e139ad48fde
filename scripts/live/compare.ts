/** What an answer shows of a field: its place, and a word on it. Never a value. */
export interface Finding {
	place: string;
	kind: 'confirmed' | 'differs' | 'notSeen' | 'extra';
	/** Types. */
	words: string;
}

/** A name that a vendor may have chosen; others may be data, such as the names of variables. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,40}$/;

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);

/**
 * Holds an answer against one with everything that the page names. Lists are compared by their first entry.
 * @param isLeftOut whether what is inside a place says nothing, such as a theme
 */
export function compare(documented: unknown, answer: unknown, isLeftOut: (place: string) => boolean, place = ''): Finding[] {
	const [expected, found] = [typeOf(documented), typeOf(answer)];
	const here = place === '' ? 'the answer' : place;
	if (found === 'undefined' || found === 'null') return [{ place: here, kind: 'notSeen', words: found === 'null' ? 'null' : 'missing' }];
	if (expected === 'null') return [{ place: here, kind: 'confirmed', words: found }];
	if (expected !== found) return [{ place: here, kind: 'differs', words: `${found}, the page says ${expected}` }];
	if (isLeftOut(place) || (expected !== 'list' && expected !== 'object')) return [{ place: here, kind: 'confirmed', words: found }];
	if (Array.isArray(documented)) {
		const [one] = answer as unknown[];
		if (one === undefined) return [{ place: here, kind: 'confirmed', words: 'list, empty' }];
		return documented.length === 0 ? [{ place: here, kind: 'confirmed', words: 'list' }] : compare(documented[0], one, isLeftOut, `${place}[]`);
	}
	const [known, seen] = [documented as Record<string, unknown>, answer as Record<string, unknown>];
	const inside = (name: string) => (place === '' ? name : `${place}.${name}`);
	return [
		...Object.keys(known).flatMap((name) => compare(known[name], seen[name], isLeftOut, inside(name))),
		...Object.keys(seen)
			.filter((name) => !(name in known) && NAME.test(name))
			.map((name): Finding => ({ place: inside(name), kind: 'extra', words: typeOf(seen[name]) })),
	];
}
