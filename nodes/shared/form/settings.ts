import type { Operation } from '../operation';
import type { ParameterReader } from './parameterReader';

/** Whether an item that failed, but may exist at the vendor, is sent again. */
export type Delivery = 'atMostOnce' | 'atLeastOnce';

/** What comes out for an item whose idempotency key was used before. */
export type IfKeyUsed = 'replay' | 'skip';

/** How one item is run. */
export interface RunSettings {
	/** Absent: as many as the vendor keeps up with. */
	concurrency?: number;
	maxRetries: number;
	timeoutMs: number;
	simplify: boolean;
	delivery: Delivery;
	ifKeyUsed: IfKeyUsed;
	downloadFiles: boolean;
}

const DEFAULT_MAX_RETRIES = 3;

/** Throws InvalidInput. */
export function settingsOf(form: ParameterReader, operation: Operation): RunSettings {
	const options = form.group('options');
	return {
		concurrency: options.number('concurrency'),
		maxRetries: options.number('maxRetries') ?? DEFAULT_MAX_RETRIES,
		timeoutMs: (options.number('timeout') ?? operation.timeout) * 1000,
		simplify: isSimplifiable(operation) ? options.flag('simplify', form.flag('simplify', true)) : true,
		delivery: operation.idempotent ? 'atMostOnce' : options.choice('delivery', 'atMostOnce'),
		ifKeyUsed: operation.idempotent ? 'replay' : options.choice('ifKeyUsed', 'replay'),
		downloadFiles: options.flag('downloadFiles', false),
	};
}

/** A workflow written by hand may keep Simplify among the options. */
const isSimplifiable = ({ fields }: Operation) => fields.some(({ name }) => name === 'simplify');

/** The concurrency of the whole run. When it cannot be read, it counts as left out, because each item reports the error itself. */
export function concurrencyOf(settings: () => RunSettings): number | undefined {
	try {
		return settings().concurrency;
	} catch {
		return undefined;
	}
}
