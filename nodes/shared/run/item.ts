import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../account/account';
import type { Connection, Trade } from '../account/connection';
import { digest } from '../base/digest';
import { isRecord } from '../base/json';
import { redactItem } from '../base/redact';
import { asCredentialFailure, asFailure } from '../failure/asFailure';
import { RunStopped } from '../failure/failure';
import type { RunSettings } from '../form/settings';
import { settingsOf } from '../form/settings';
import { idempotencyKeyOf } from '../keys/idempotencyKey';
import type { PreparedCall, Result } from '../operation';
import { rawItem } from '../output/rawItem';
import { sendWithRetry } from '../send/sendWithRetry';
import type { RunContext } from './context';
import { perform } from './perform';
import { ItemSender } from './sendItem';

/** How an item came to its output. */
export interface ItemResult {
	output: IDataObject[];
	via: 'vendor' | 'earlierAttempt' | 'replay' | 'skip';
}

/** One item from its form values to its output. Throws whatever it failed with; `stillOpen` are requests that outlive it. */
export async function processItem(run: RunContext, itemIndex: number, stillOpen: Array<Promise<unknown>>): Promise<ItemResult> {
	const { operation, vendor, completed } = run;
	const parameters = run.parametersOf(itemIndex);
	const settings = settingsOf(parameters, operation);
	const call = operation.prepare(parameters);
	const key = operation.idempotent ? undefined : idempotencyKeyOf(run.n8n, parameters);
	const connection = await connect(run, call.account ?? vendor.account(parameters), itemIndex, settings);
	run.accountIds.set(itemIndex, `${connection.id} ${connection.baseUrl}`);

	const earlier = operation.idempotent ? undefined : completed.find(itemIndex);
	if (earlier?.output) return { output: earlier.output, via: 'earlierAttempt' };
	if (earlier?.inDoubt && settings.delivery === 'atMostOnce') throw earlier.inDoubt;

	const work = async () => await performItem(run, itemIndex, call, connection, settings, stillOpen);
	if (key === undefined) return { output: await work(), via: 'vendor' };
	const result = await run.keys.once(key, settings, work);
	// The other item with this key may not be there when this one is retried.
	if (result.via !== 'vendor') completed.add(itemIndex, { output: result.output });
	return result;
}

async function performItem(
	run: RunContext,
	itemIndex: number,
	call: PreparedCall,
	connection: Connection,
	settings: RunSettings,
	stillOpen: Array<Promise<unknown>>,
): Promise<IDataObject[]> {
	const { completed, operation, singleFlight } = run;
	const shareKey = call.reuse && digest(connection.id, connection.baseUrl, call.reuse.key);
	const shared = shareKey === undefined ? undefined : completed.findShared(shareKey);
	if (shared) return keep(run, itemIndex, shared.map(asReused), shareKey);

	const sender = new ItemSender(run, itemIndex, connection, settings);
	const result = await perform(call, {
		send: async (prepared) => await sender.send(prepared),
		query: sender.query,
		share: async (key, work) => await singleFlight.run([connection.accountKey, ...key].join('\n'), work),
		scan: (scope) => run.scan([connection.accountKey, ...scope].join('\n')),
	})
		.catch((error: unknown) => {
			if (error instanceof RunStopped) throw error;
			const failure = asFailure(error, run.vendor, operation, { ...sender.soFar, secrets: connection.secrets });
			if (failure.outcome === 'unknown' && !operation.idempotent) completed.add(itemIndex, { inDoubt: failure.toJson() });
			throw failure;
		})
		.finally(() => stillOpen.push(...sender.stillOpen));
	const output = toOutput(run, result, settings).map((item) => redactItem(item, connection.secrets));
	return operation.idempotent ? output : keep(run, itemIndex, output, shareKey);
}

const keep = (run: RunContext, itemIndex: number, output: IDataObject[], shareKey?: string): IDataObject[] => {
	run.completed.add(itemIndex, { output, shareKey });
	return output;
};

const toOutput = ({ vendor }: RunContext, { items, raw }: Result, { simplify }: RunSettings): IDataObject[] =>
	simplify ? items.map((item) => ({ vendor: vendor.name, ...item })) : [rawItem(raw)];

const asReused = (item: IDataObject): IDataObject =>
	isRecord(item.details) ? { ...item, details: { ...item.details, reused: true } } : item;

async function connect(run: RunContext, account: Account, itemIndex: number, settings: RunSettings): Promise<Connection> {
	const { vendor, operation, gate, cancelled } = run;
	const options = { ...settings, vendor, operation, idempotent: true, gate, cancelled };
	const trade: Trade = async (request, holder) => await sendWithRetry(request, holder, options);
	return await run.accounts.connect(account, itemIndex, trade).catch((error: unknown) => {
		if (error instanceof RunStopped) throw error;
		throw asCredentialFailure(error, vendor, operation);
	});
}
