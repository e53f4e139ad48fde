import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { idempotencyKey, options } from './form/options';
import type { ParameterReader } from './form/parameterReader';
import type { LookUp, LookUpCall } from './lookUp';
import { lookUpCallOf } from './lookUp';
import type { ApiRequest } from './request';
import type { Query, Result } from './result';
import type { Reuse, ReuseCall } from './reuse';
import { ifExists, reuseCallOf } from './reuse';
import type { Account } from './account/account';

export type { Query, Result };

interface Definition<Values> {
	/** In the list of operations, e.g. "Create". */
	displayName: string;
	/** In the list of actions and in error texts, e.g. "Create conversation". */
	action: string;
	description: string;
	/** False if sending the request twice makes two of something. Such a request is sent again only when it provably did nothing. */
	idempotent: boolean;
	/** What a stopped run says of the items that are done; by default "created", or "succeeded" where the operation is idempotent. */
	doneWord?: 'sent' | 'asked';
	/** The fields of the vendor's body, in its order. `resource` and `operation` are added to their display options. */
	fields: INodeProperties[];
	/** In Options, beside those that every operation has. */
	options?: INodeProperties[];
	/** Seconds for the whole request, the default of the option Timeout. */
	timeout: 60 | 300;
	/** Only where it differs from the vendor's. */
	account?(values: Values): Account;
	/** From the form to typed values, and at once unless it reads a file. Throws InvalidInput. */
	values(parameters: ParameterReader): Values | Promise<Values>;
	/** From values to the request. Pure. */
	request(values: Values): ApiRequest;
	/** From the answer to the normalized output, a list where the operation returns many. Pure. Throws UnexpectedAnswer. */
	read(body: unknown, values: Values): IDataObject | IDataObject[];
	/** Only where reading takes more than one request. */
	readPages?(values: Values, query: Query): Promise<Result>;
	/**
	 * The request whose answer comes while it is written, for executions that n8n streams. Its reader brings the same body as the plain
	 * request. Undefined for values with which it cannot be asked for. Only where the vendor documents it.
	 */
	streamed?(values: Values): ApiRequest | undefined;
	/** Only where a conversation that exists can be found instead of creating another one. */
	reuse?: Reuse<Values>;
	/** Only where the vendor can be asked whether a request that may have worked did. */
	lookUp?: LookUp<Values>;
}

/** What one item is about to do. */
export interface PreparedCall {
	account?: Account;
	request: ApiRequest;
	/** Absent where the answer cannot come while it is written. */
	streamed?: ApiRequest;
	/** Throws UnexpectedAnswer. */
	read(body: unknown): IDataObject[];
	readPages?(query: Query): Promise<Result>;
	/** Only with If Exists set to Reuse. */
	reuse?: ReuseCall;
	lookUp?: LookUpCall;
}

export interface Operation
	extends Pick<Definition<never>, 'displayName' | 'action' | 'description' | 'idempotent' | 'doneWord' | 'fields' | 'timeout'> {
	/** Whether its answer can come while it is written. */
	canStream?: boolean;
	prepare(parameters: ParameterReader): PreparedCall | Promise<PreparedCall>;
}

/** Closes an operation over the type of its values, and adds the fields that every operation has. */
export const defineOperation = <Values>(definition: Definition<Values>): Operation => {
	const { displayName, action, description, idempotent, doneWord, timeout, readPages, reuse, lookUp } = definition;
	return {
		displayName,
		action,
		description,
		idempotent,
		doneWord,
		timeout,
		canStream: definition.streamed !== undefined,
		fields: [...formFields(definition), options(timeout, idempotent, definition.options ?? [])],
		prepare(parameters) {
			const callOf = (values: Values): PreparedCall => ({
				account: definition.account?.(values),
				request: definition.request(values),
				streamed: definition.streamed?.(values),
				read: (body) => [definition.read(body, values)].flat(),
				readPages: readPages && (async (query) => await readPages(values, query)),
				reuse: reuse && reuseCallOf(reuse, values, parameters),
				lookUp: lookUp && lookUpCallOf(lookUp, values),
			});
			const values = definition.values(parameters);
			return values instanceof Promise ? values.then(callOf) : callOf(values);
		},
	};
};

/** The body's fields, then If Exists, the key and Simplify. */
const formFields = <Values>({ idempotent, fields, reuse }: Pick<Definition<Values>, 'idempotent' | 'fields' | 'reuse'>): INodeProperties[] => {
	const isSimplify = ({ name }: INodeProperties) => name === 'simplify';
	return [
		...fields.filter((field) => !isSimplify(field)),
		...(reuse ? [ifExists(reuse.sameness)] : []),
		...(idempotent ? [] : [idempotencyKey]),
		...fields.filter(isSimplify),
	];
};
