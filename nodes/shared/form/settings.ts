import type { Operation } from '../operation';
import type { ParameterReader } from './parameterReader';

/** How one item is run. */
export interface RunSettings {
	concurrency: number;
	maxRetries: number;
	timeoutMs: number;
	simplify: boolean;
}

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_MAX_RETRIES = 3;

/** Throws InvalidInput. */
export function settingsOf(form: ParameterReader, operation: Operation): RunSettings {
	const options = form.group('options');
	return {
		concurrency: options.number('concurrency') ?? DEFAULT_CONCURRENCY,
		maxRetries: options.number('maxRetries') ?? DEFAULT_MAX_RETRIES,
		timeoutMs: (options.number('timeout') ?? operation.timeout) * 1000,
		simplify: isSimplifiable(operation) ? options.flag('simplify', form.flag('simplify', true)) : true,
	};
}

/** A workflow written by hand may keep Simplify among the options. */
const isSimplifiable = ({ fields }: Operation) => fields.some(({ name }) => name === 'simplify');

/** Of the whole run; when it cannot be read, each item says so itself. */
export function concurrencyOf(settings: () => RunSettings): number {
	try {
		return settings().concurrency;
	} catch {
		return DEFAULT_CONCURRENCY;
	}
}
