import type { IDataObject } from 'n8n-workflow';
import type { Query, Result } from './result';

/** Something at the vendor that an item may have created although its request failed. */
export interface Candidate {
	id: string;
	/** Milliseconds on the vendor's clock; null where its lists carry no times. */
	createdAt: number | null;
	/** The vendor's own object. */
	raw: IDataObject;
}

/** How an operation finds out whether a request that may have worked did. */
export interface LookUp<Values> {
	/** Items with the same key cannot be told apart at the vendor; undefined where these values leave nothing to look for. */
	key(values: Values): string[] | undefined;
	/** For lists without times: what is listed before the first item of the same scope is sent was not created by the item. */
	before?: {
		scope(values: Values): string[];
		ids(values: Values, query: Query): Promise<string[]>;
	};
	/** Everything at the vendor that matches what the request says. Rejects where that cannot be told. */
	candidates(values: Values, query: Query, listedBefore?: ReadonlySet<string>): Promise<Candidate[]>;
	/** Pure. Throws UnexpectedAnswer. */
	read(raw: IDataObject, values: Values): IDataObject;
	/** The ID of what the request created, from its answer, in the form that `candidates` uses. */
	idOf(body: unknown): string | null;
}

/** The same for one item. */
export interface LookUpCall {
	key: string[];
	before?: { scope: string[]; ids(query: Query): Promise<string[]> };
	candidates(query: Query, listedBefore?: ReadonlySet<string>): Promise<Candidate[]>;
	read(raw: IDataObject): Result;
	idOf(body: unknown): string | null;
}

export function lookUpCallOf<Values>(lookUp: LookUp<Values>, values: Values): LookUpCall | undefined {
	const key = lookUp.key(values);
	if (!key) return undefined;
	const { before } = lookUp;
	return {
		key,
		before: before && { scope: before.scope(values), ids: async (query) => await before.ids(values, query) },
		candidates: async (query, listedBefore) => await lookUp.candidates(values, query, listedBefore),
		read: (raw) => ({ items: [lookUp.read(raw, values)], raw }),
		idOf: (body) => lookUp.idOf(body),
	};
}
