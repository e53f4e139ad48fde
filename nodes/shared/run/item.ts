import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../account/account';
import type { Connection, Trade } from '../account/connection';
import { digest } from '../base/digest';
import { isRecord } from '../base/json';
import { redactItem } from '../base/redact';
import { asCredentialFailure } from '../failure/asFailure';
import { Failure, RunStopped } from '../failure/failure';
import type { ParameterReader } from '../form/parameterReader';
import type { RunSettings } from '../form/settings';
import { settingsOf } from '../form/settings';
import { idempotencyKeyOf } from '../keys/idempotencyKey';
import type { PreparedCall, Result } from '../operation';
import { rawItem } from '../output/rawItem';
import { sendWithRetry } from '../send/sendWithRetry';
import type { StillOpen } from '../send/stillOpen';
import { chatStreamOf } from './chatStream';
import type { RunContext } from './context';
import { perform } from './perform';
import type { ItemSettings } from './sendItem';
import { ItemSender } from './sendItem';

/** How an item came to its output. */
export interface ItemResult {
	output: IDataObject[];
	via: 'vendor' | 'earlierAttempt' | 'replay' | 'skip';
}

/** Takes one item from its form values to its output. Throws what it failed with. `stillOpen` collects requests that outlive it. */
export async function processItem(run: RunContext, itemIndex: number, stillOpen: StillOpen): Promise<ItemResult> {
	const { operation } = run;
	const parameters = run.parametersOf(itemIndex);
	const settings = { ...settingsOf(parameters, operation), patience: { waitedMs: 0 }, stillOpen };
	if (settings.downloadFiles) run.withFiles.add(itemIndex);
	const call = await operation.prepare(parameters);
	const chat = operation.canStream ? chatStreamOf(run.n8n, itemIndex) : undefined;
	const result = processCall(run, itemIndex, call, parameters, { ...settings, chat });
	// With Retry On Fail the chat has heard what an earlier attempt completed.
	await chat?.end(result.then(({ output, via }) => (via === 'earlierAttempt' ? [] : output)));
	return await result;
}

async function processCall(
	run: RunContext,
	itemIndex: number,
	call: PreparedCall,
	parameters: ParameterReader,
	settings: ItemSettings,
): Promise<ItemResult> {
	const { operation, vendor, completed } = run;
	const key = operation.idempotent ? undefined : idempotencyKeyOf(run.n8n, parameters);
	const connection = await connect(run, call.account ?? vendor.account(parameters), itemIndex, settings);
	run.accountIds.set(itemIndex, `${connection.id} ${connection.baseUrl}`);

	const earlier = operation.idempotent ? undefined : completed.find(itemIndex);
	if (earlier?.output) return { output: earlier.output, via: 'earlierAttempt' };
	if (earlier?.inDoubt && settings.delivery === 'atMostOnce') throw earlier.inDoubt;

	const work = async () => await performItem(run, itemIndex, call, connection, settings);
	if (key === undefined) return { output: await work(), via: 'vendor' };
	const result = await run.keys.once(key, settings, work);
	// The other item with this key may not be there when this one is retried.
	if (result.via !== 'vendor') completed.add(itemIndex, { output: result.output });
	return result;
}

/** Promise chains here and below, because the linter's `require-node-api-error` allows only NodeApiError to be thrown in a catch clause. */
async function performItem(
	run: RunContext,
	itemIndex: number,
	call: PreparedCall,
	connection: Connection,
	settings: ItemSettings,
): Promise<IDataObject[]> {
	const { completed, operation, singleFlight } = run;
	const shareKey = call.reuse && digest(connection.id, connection.baseUrl, call.reuse.key);
	const shared = shareKey === undefined ? undefined : completed.findShared(shareKey);
	if (shared?.output) return keep(run, itemIndex, shared.output.map(asReused), shareKey);
	const failed = (failure: Failure): never => {
		if (failure.outcome === 'unknown' && !operation.idempotent) completed.add(itemIndex, { inDoubt: failure.toJson(), shareKey });
		throw failure;
	};
	if (shared?.inDoubt && settings.delivery === 'atMostOnce') return failed(shared.inDoubt);

	const sender = new ItemSender(run, itemIndex, connection, settings);
	// Whoever shares a failure is told what it was for the item that did the work.
	const described = (error: unknown): never => {
		throw sender.failureOf(error);
	};
	const result = await perform(call, {
		send: async (prepared) => await sender.send(prepared),
		query: sender.query,
		share: async (key, work) => await singleFlight.run([connection.accountKey, ...key].join('\n'), async () => await work().catch(described)),
		scan: (scope) => run.scan([connection.accountKey, ...scope].join('\n')),
	}).catch((error: unknown) => failed(error instanceof Failure ? error : sender.failureOf(error)));
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

async function connect(run: RunContext, account: Account, itemIndex: number, settings: ItemSettings): Promise<Connection> {
	const { vendor, operation, gate, cancelled } = run;
	const options = { ...settings, vendor, operation, idempotent: true, gate, cancelled };
	const trade: Trade = async (request, holder) => await sendWithRetry(request, holder, options);
	return await run.accounts.connect(account, itemIndex, trade).catch((error: unknown) => {
		if (error instanceof RunStopped) throw error;
		throw asCredentialFailure(error, vendor, operation);
	});
}
