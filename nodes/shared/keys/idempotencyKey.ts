import type { IExecuteFunctions } from 'n8n-workflow';
import { digest } from '../base/digest';
import { InvalidInput } from '../failure/failure';
import type { ParameterReader } from '../form/parameterReader';

/** n8n 1 gives this ID to a workflow that was never saved. */
const NEVER_SAVED = '__EMPTY__';

/**
 * The digest of an item's idempotency key; undefined where the field is blank, which turns it off.
 * @throws InvalidInput where its expression comes to nothing, and in a workflow that was never saved
 */
export function idempotencyKeyOf(n8n: IExecuteFunctions, parameters: ParameterReader): string | undefined {
	const written = n8n.getNode().parameters.idempotencyKey;
	if (written === undefined || written === null || (typeof written === 'string' && /^=?\s*$/.test(written))) return undefined;
	const key = parameters.requiredText('idempotencyKey');
	const { id } = n8n.getWorkflow();
	if (!id || id === NEVER_SAVED) {
		throw new InvalidInput(
			'"Idempotency Key" needs a workflow that was saved',
			'Save the workflow and execute it again: keys are kept for each saved workflow.',
		);
	}
	return digest('key', key);
}
