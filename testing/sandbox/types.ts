import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';

/** What the local vendors offer to tests, benchmark and demo, in one process. See `connectSandbox` for the same from another one. */
export interface Sandbox {
	/** `http://127.0.0.1:PORT`; every vendor lives under a prefix of its own. */
	url: string;
	/** The certificate in PEM when the sandbox speaks https, for `NODE_EXTRA_CA_CERTS`. */
	certificate?: string;
	/** Valid data by credential type name; the base URLs point here. */
	credentials: Record<string, CredentialData>;
	/** By vendor, then by operation: parameters that must work. */
	operations: Record<string, Record<string, Operation>>;
	/** What really exists at the vendor now, in order of creation. */
	created(vendor: string): CreatedConversation[];
	/** The messages that really arrived through a send operation. */
	sent(vendor: string): SentMessage[];
	/** How many of each: `created`, `sent`, and what a vendor counts besides (`tokens`: logins and minted tokens). */
	counts(vendor: string): Record<string, number>;
	/** What came in, oldest first, without the sandbox's own control calls. Bounded: the oldest are forgotten past 20,000. */
	requests(): RecordedRequest[];
	/** What reached `/__sandbox/elsewhere`, where redirects of a fault may point. No credential may ever show up here. */
	elsewhere(): RecordedRequest[];
	/** Vendor requests being answered, and sockets that ever carried one and are still open. */
	inFlight(): { now: number; peak: number; sockets: number; peakSockets: number };
	addFault(fault: Fault): void;
	/** Only what is named changes. A `ratePerSecond` of 0 lifts the limit. */
	configure(settings: Settings): void;
	/** Makes every token that was minted or given at a login invalid, at one vendor or at all. The seeded ones stay valid. */
	expireTokens(vendor?: string): void;
	/** A vendor's own lever, e.g. `('pingback', 'seed', …)`: see the vendor's file. Throws for one that does not exist. */
	control(vendor: string, lever: string, input?: unknown): unknown;
	/** Back to how it was at the start: data, faults, records, settings. */
	reset(): void;
	stop(): Promise<void>;
}

/** The same over HTTP: each function returns a promise. */
export type RemoteSandbox = {
	[K in keyof Sandbox]: Sandbox[K] extends (...args: infer A) => infer R
		? (...args: A) => Promise<Awaited<R>>
		: Sandbox[K];
};

export interface SandboxOptions {
	port?: number;
	https?: boolean;
	latencyMs?: number;
}

export interface Settings {
	/** Waited before every answer. */
	latencyMs?: number;
	/** Requests a vendor lets through in any one second, at each vendor; more are answered by 429 with Retry-After. */
	ratePerSecond?: number;
	/** Off: `requests()` stays empty, which keeps a benchmark's memory flat. */
	record?: boolean;
	/** How they answer where they are asked to stream. */
	streaming?: Streaming;
}

export interface Streaming {
	/** Milliseconds between two parts, of which an answer has one for each word. */
	everyMs?: number;
	/** By default it is whole; `json` answers as if nobody had asked to stream, `silent` says nothing for three seconds. */
	end?: 'whole' | 'cut' | 'error' | 'silent' | 'json';
	/** How many parts come before an end that is not whole. */
	after?: number;
	/** How many answers end like that; the others are whole. By default all. */
	times?: number;
	/** Sends pieces of so many bytes instead of parts, also cut inside a character. */
	cutAt?: number;
}

export type CredentialData = Record<string, string>;

export interface CreatedConversation {
	id: string;
	vendor: string;
	operation: string;
	body: unknown;
	/** Milliseconds since the epoch. */
	at: number;
}

export interface SentMessage {
	vendor: string;
	operation: string;
	/** null for a question outside any conversation. */
	conversationId: string | null;
	body: unknown;
	at: number;
}

export interface RecordedRequest {
	method: string;
	/** As it was sent, still URL-encoded, without the query. */
	path: string;
	query: Record<string, string | string[]>;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed where it is JSON, else the text; absent without a body. */
	body?: unknown;
	vendor?: string;
	operation?: string;
	/** Milliseconds since the epoch. */
	startedAt: number;
	/** When the answer was out or the connection was gone; null before. */
	endedAt: number | null;
	/** null while unanswered, and for good when the connection broke before an answer. */
	status: number | null;
	/** Why the sandbox found the request wrong, where the vendor's own answer would not say. */
	refusal?: string;
}

/** Something that goes wrong on purpose. The first fault that matches strikes. */
export interface Fault {
	vendor?: string;
	/** e.g. `conversation.create` */
	operation?: string;
	/** The raw path (with query) or body includes this text. */
	match?: string;
	/** How often it strikes; default 1. -1 and Infinity mean always. */
	times?: number;
	/** Lets this many matching requests pass first. */
	skip?: number;
	delayMs?: number;
	/** true: the vendor does its work first, then the fault answers. Default false: with `answer`, `cut` or `bytes` it does nothing. */
	created?: boolean;
	/** A string body is sent as it is, anything else as JSON; without `body` the answer is empty. `REPEAT` in it stands for what was sent. */
	answer?: { status: number; headers?: Record<string, string>; body?: unknown };
	/** Destroys the socket. */
	cut?: 'beforeAnswer' | 'insideBody';
	/** Sends the answer's bytes slowly, in that many chunks. */
	drip?: { everyMs: number; chunks: number };
	/** Answers with a JSON body of that many bytes (at least 14). */
	bytes?: number;
}

/** What a file in `vendors/` exports as `vendor`. */
export interface Vendor {
	/** The node's `name`. */
	name: string;
	/** By credential type name. `url` is the sandbox's. */
	credentials(url: string): Record<string, CredentialData>;
	/** By credential type name. */
	accounts: Record<string, Account>;
	/** Each From List of the node. */
	pickers?: Picker[];
	/** What If Exists: Reuse finds, by `resource.operation`. */
	reuse?: Record<string, Reuse>;
	/** How it refuses what is too much for it now; default 429 with Retry-After. */
	rateLimit?(waitMs: number): { status: number; headers?: Record<string, string>; body: unknown };
	/** By `resource.operation` of the node. */
	operations(url: string): Record<string, Operation>;
	open(ledger: Ledger): OpenVendor;
}

/** How a credential type proves who asks, and what its Test button says. */
export type Account = KeyAccount | OAuth2Account;

/** n8n signs by itself, with a token that it gets for the secret and that its header carries. It has no Test button. */
export interface OAuth2Account {
	secret: KeyAccount['secret'];
	otherSecrets?: string[];
	test?: undefined;
	rejectedOnlyBy?: undefined;
}

export interface KeyAccount {
	/** The field that holds the secret, the header that carries it (in lower case), and how: `Bearer {secret}`. */
	secret: { field: string; header: string; form: string };
	/** What else is secret: by the field, which is also its name in the body of a login. */
	otherSecrets?: string[];
	/** What the Test button asks. `path` starts after the sandbox's URL. */
	test: { method: string; path: string };
	/** What it says of a wrong secret. */
	rejection: string;
	/** Only where the vendor documents no read that is safe: the statuses that the test takes for a wrong secret. With any other it passes. */
	rejectedOnlyBy?: number[];
}

/** One From List: what it finds among the seeded data. */
export interface Picker {
	method: string;
	credentialType: string;
	/** What it depends on. */
	parameters: INodeParameters;
	/** An entry, and what to search to find it. */
	entry: { name: string; value: string };
	filter: string;
}

/** One operation with If Exists. */
export interface Reuse {
	/** Of the form, without the parameter that the conversation is found by. */
	parameters: Record<string, unknown>;
	credentials: string[];
	/** The parameter, and its name in the form. */
	by: { name: string; displayName: string };
	/** A conversation that is there, and a value that none has. */
	existing: { value: string | number; conversationId: string };
	missing: string | number;
}

export interface OpenVendor {
	/** By path prefix, e.g. `/quickbot/api`. */
	hosts: Record<string, Host>;
	/** Back to the seeded data. */
	reset(): void;
	levers?: Record<string, (input: never) => unknown>;
}

export interface Host {
	routes: FastifyPluginCallback;
	/** What the vendor answers to a request that its page does not allow. */
	refuse(problem: Problem): { status: number; body: unknown };
}

export interface Problem {
	/** 400 for a body that is no JSON, 404 for an unknown path, 415 for another content type, 422 for a body, query or path that breaks the schema. */
	status: number;
	message: string;
	/** With 422: one entry a broken rule. */
	faults: Array<{ in: string; path: string[]; rule: string; message: string }>;
}

/** Where a vendor writes down what really happened to it. */
export interface Ledger {
	created(request: FastifyRequest, id: string): void;
	sent(request: FastifyRequest, conversationId: string | null): void;
	count(what: string): void;
}

export interface Operation {
	/** What a success changes at the vendor. */
	effect: 'creates' | 'sends' | 'changes' | 'reads';
	/** The first is called `smallest`, the second `full`; others follow where a node has more than one way. */
	samples: Sample[];
}

export interface Sample {
	name: string;
	/** Credential types the node needs for it. */
	credentials: string[];
	/** Node parameters, `resource` and `operation` included. */
	parameters: Record<string, unknown>;
	/** What must reach the vendor. `path` starts after the sandbox's URL; parts not named are not prescribed. */
	request: {
		method: string;
		path: string;
		query?: Record<string, string>;
		headers?: Record<string, string>;
		/** As the records show it. */
		body?: unknown;
		/** Whether the body is sent as parts, not as JSON. */
		parts?: true;
	};
	/** The files of its item. */
	binary?: IBinaryKeyData;
	/** The parameter (dot path) that may hold any text, which then stands in the request's body. */
	freeText?: string;
}

declare module 'fastify' {
	interface FastifyRequest {
		visit: Visit | undefined;
		fault: Fault | undefined;
	}
	interface FastifyContextConfig {
		/** The node operations that call this route; the first one names it in the records. */
		operations?: string[];
	}
}

/** A request as it is kept: cheap to write, read only when asked for. */
export interface Visit {
	method: string;
	url: string;
	headers: RecordedRequest['headers'];
	body?: string;
	vendor?: string;
	operation?: string;
	startedAt: number;
	endedAt: number | null;
	status: number | null;
	refusal?: string;
}
