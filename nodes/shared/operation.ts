import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './form/parameterReader';
import type { ApiRequest, Effect } from './request';
import type { Account } from './account/account';

/** What an operation may do besides being plain data: talk to the vendor under the rules on sending twice. */
export interface OperationContext {
	/** Sends a request and returns the answer's body. Throws Failure. */
	send(request: ApiRequest, effect: Effect): Promise<unknown>;
	/** Runs the work once for all items of this run that bring the same key; a later item sees `isFirst` false. */
	once<T>(key: string, work: () => Promise<T>): Promise<{ result: T; isFirst: boolean }>;
}

export interface Result {
	/** The normalized output. */
	items: IDataObject[];
	/** The vendor's body as it came, for Simplify off. */
	raw: unknown;
}

interface Definition<Values> {
	/** In the list of operations, e.g. "Create". */
	displayName: string;
	/** In the list of actions and in error texts, e.g. "Create conversation". */
	action: string;
	description: string;
	effect: Effect;
	/** The form; `resource` and `operation` need not be in the display options. */
	fields: INodeProperties[];
	/** Seconds for the whole request. */
	timeout: 60 | 300;
	/** Only where it differs from the vendor's. */
	account?(form: ParameterReader): Account;
	/** From the form to typed values. Throws InvalidInput. */
	values(form: ParameterReader): Values;
	/** From values to the request. Pure. */
	request(values: Values): ApiRequest;
	/** From the answer to the normalized output, a list where the operation returns many. Pure. Throws UnexpectedAnswer. */
	read(body: unknown, values: Values): IDataObject | IDataObject[];
	/** Only where it takes more than one request. */
	perform?(values: Values, context: OperationContext): Promise<Result>;
}

/** What one item is about to do. */
export interface PreparedCall {
	account?: Account;
	/** The main request; what makes this item the same as in an earlier attempt. */
	request: ApiRequest;
	perform(context: OperationContext): Promise<Result>;
}

export interface Operation
	extends Pick<Definition<never>, 'displayName' | 'action' | 'description' | 'effect' | 'fields' | 'timeout'> {
	prepare(form: ParameterReader): PreparedCall;
}

/** Closes an operation over the type of its values. */
export const defineOperation = <Values>(definition: Definition<Values>): Operation => ({
	...definition,
	prepare(form) {
		const values = definition.values(form);
		const request = definition.request(values);
		return {
			account: definition.account?.(form),
			request,
			async perform(context) {
				if (definition.perform) return await definition.perform(values, context);
				const raw = await context.send(request, definition.effect);
				return { items: [definition.read(raw, values)].flat(), raw };
			},
		};
	},
});
