import type { ParameterReader } from '../nodes/shared/form/parameterReader';
import type { Operation, PreparedCall } from '../nodes/shared/operation';

/** The call of an operation that reads no file. */
export function prepared(operation: Operation, form: ParameterReader): PreparedCall {
	const call = operation.prepare(form);
	if (call instanceof Promise) throw new Error(`${operation.action} reads a file: await it`);
	return call;
}
