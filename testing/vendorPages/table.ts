/** A path of names and indexes into a body, such as `messages.0.content`. */
type Path = string;

/** Where a request has a field: `body.…`, `query.…`, `headers.…` or `path`. */
type Place = string;

/** What a vendor's page says of one call that an operation makes. */
export interface Call {
	operation: string;
	/** On top of the smallest sample's. */
	parameters?: Record<string, unknown>;
	/** Each field of the request: the parameter that fills it, the value filled in, and the value sent where that is another one. */
	sends: Record<Place, [parameter: Path, value: unknown, sent?: unknown]>;
	/** The choices that a field of the request has. */
	choices?: Array<{ parameter: Path; place: Place; values: unknown[] }>;
	/** An answer with everything that the page names. */
	answer: unknown;
	/** Where each field of the answer comes out, and as what where that is not the same value. */
	reads: Record<Path, Path | [output: Path, value: unknown]>;
	/** The values that a field of the answer can have, and as what they come out where that is not the same. */
	values?: Array<{ at: Path; read: Path; values: unknown[]; as?: unknown[] }>;
	/** Fields of the request or the answer that the node leaves out: where our page says why. */
	leftOut?: Record<string, RegExp>;
}

export interface Status {
	operation: string;
	status: number;
	body: unknown;
	headers?: Record<string, string>;
	reason: string;
	/** What the failed item's description holds. */
	says?: RegExp;
}

export interface VendorPage {
	vendor: string;
	/** Our page, in docs/. */
	page: string;
	calls: Call[];
	statuses: Status[];
	/** What else the vendor documents and the node leaves out: where our page says so. */
	leftOut: Record<string, RegExp>;
}

/** The value at a path; undefined where there is none. */
export const at = (value: unknown, path: Path): unknown =>
	path.split('.').reduce<unknown>((inside, name) => (inside as Record<string, unknown> | null | undefined)?.[name], value);

/** A copy with this value at the path. */
export function withValue(value: unknown, path: Path, set: unknown): unknown {
	const [name = '', ...rest] = path.split('.');
	const inside = rest.length === 0 ? set : withValue(at(value, name) ?? {}, rest.join('.'), set);
	if (!Array.isArray(value)) return { ...(value as object), [name]: inside };
	return value.map((entry: unknown, index) => (String(index) === name ? inside : entry));
}

/** The paths of everything that is no list and no object. */
export function leaves(value: unknown, path = ''): Path[] {
	if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [path];
	return Object.entries(value).flatMap(([name, inside]) => leaves(inside, path === '' ? name : `${path}.${name}`));
}
