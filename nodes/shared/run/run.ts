import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { Accounts } from '../account/accounts';
import { asCancelled, asFailure } from '../failure/asFailure';
import { Failure, RunStopped } from '../failure/failure';
import { toNodeApiError } from '../failure/nodeApiError';
import { ParameterReader } from '../form/parameterReader';
import { parametersByItem } from '../form/parametersByItem';
import { concurrencyOf, settingsOf } from '../form/settings';
import { KeyedItems } from '../keys/keyedItems';
import { CancelToken } from '../send/cancelToken';
import { AutomaticPlaces } from '../send/automaticPlaces';
import { Gate } from '../send/gate';
import { FixedPlaces } from '../send/places';
import { StillOpen } from '../send/stillOpen';
import type { Vendor } from '../vendor';
import { CompletedItems } from './completedItems';
import type { RunContext } from './context';
import { findOperation } from './findOperation';
import { hintsOf } from './hints';
import { identities } from './identity';
import type { ItemResult } from './item';
import { processItem } from './item';
import { SharedScan } from './sharedScan';
import { Sightings } from './sightings';
import { SingleFlight } from './singleFlight';

/**
 * The way of every item, for every vendor: form values → request → send → read the answer → item.
 * Items come out in the order they went in, paired to their input. A failed item ends as `{error}` where the node continues on
 * errors; else the first failure stops the run and is thrown, and what was done is remembered for a retry.
 */
export async function run(n8n: IExecuteFunctions, vendor: Vendor): Promise<INodeExecutionData[][]> {
	const items = new Run(n8n, vendor);
	const signal = n8n.getExecutionCancelSignal();
	const cancel = () => items.cancel();
	signal?.addEventListener('abort', cancel);
	if (signal?.aborted) cancel();
	// Removed, because the signal outlives this run and would keep all its items in memory.
	return [await items.all().finally(() => signal?.removeEventListener('abort', cancel))];
}

type Outcome = ItemResult | Failure;

class Run {
	private readonly node: INode;
	private readonly continues: boolean;
	private readonly context: RunContext;
	private readonly outcomes: Outcome[] = [];
	private firstFailed: number | undefined;

	constructor(
		private readonly n8n: IExecuteFunctions,
		private readonly vendor: Vendor,
	) {
		this.node = n8n.getNode();
		this.continues = n8n.continueOnFail();
		this.context = contextOf(n8n, vendor, this.node);
	}

	async all(): Promise<INodeExecutionData[]> {
		const { items, gate } = this.context;
		const atWork = new Set<Promise<void>>();
		for (let itemIndex = 0; itemIndex < items.length && (await gate.enter()); itemIndex += 1) {
			const item = this.runItem(itemIndex).finally(() => atWork.delete(item));
			atWork.add(item);
		}
		await Promise.all(atWork);
		await this.context.keys.save();
		await this.nameExecution();
		const missing = this.firstFailed ?? this.firstNotTried();
		return missing === undefined || this.continues ? await this.output() : this.fail(missing);
	}

	/** Nothing more is sent, and what is on its way is not waited for. */
	cancel(): void {
		this.context.gate.close();
		this.context.cancelled.cancel();
	}

	private async runItem(itemIndex: number): Promise<void> {
		const stillOpen = new StillOpen();
		await processItem(this.context, itemIndex, stillOpen)
			.then((result) => void (this.outcomes[itemIndex] = result))
			.catch((error: unknown) => this.failed(itemIndex, error));
		// A place is free when its requests have really ended.
		void stillOpen.ended(this.context.cancelled).then(() => this.context.gate.leave());
	}

	private failed(itemIndex: number, error: unknown): void {
		// Nothing was sent for the item, so it counts as not tried.
		if (error instanceof RunStopped) return;
		this.outcomes[itemIndex] = asFailure(error, this.vendor, this.context.operation);
		this.firstFailed ??= itemIndex;
		if (!this.continues) this.context.gate.close();
	}

	/** Items are left over only when the execution was cancelled, or after a failure. */
	private firstNotTried(): number | undefined {
		const index = this.context.items.findIndex((_, item) => this.outcomes[item] === undefined);
		return index === -1 ? undefined : index;
	}

	private outcomeOf(itemIndex: number): Outcome {
		return this.outcomes[itemIndex] ?? asCancelled(this.vendor, this.context.operation);
	}

	/** Of what this run and its earlier attempts made. */
	private conversationIds(): string[] {
		const outputs = this.outcomes.flatMap((outcome) => (outcome instanceof Failure ? [] : outcome.output));
		return [...new Set(outputs.flatMap(({ conversationId }) => (typeof conversationId === 'string' ? [conversationId] : [])))];
	}

	/** n8n's list of executions finds this one by its conversation. Outside of an execution there is no such data, which matters to nobody. */
	private async nameExecution(): Promise<void> {
		const [conversationId, ...others] = this.context.operation.idempotent ? [] : this.conversationIds();
		if (conversationId === undefined || others.length > 0) return;
		type Execution = { customData: { set(key: string, value: string): void } };
		const set = () => (this.n8n.getWorkflowDataProxy(0).$execution as Execution).customData.set('conversationId', conversationId);
		await Promise.resolve().then(set).catch(() => undefined);
	}

	private async output(): Promise<INodeExecutionData[]> {
		const { items, completed, withFiles, cancelled, operation, gate } = this.context;
		const isTriedAgain = completed.saveForRetryOnFail(this.outcomes[0] instanceof Failure, this.node);
		const hints = hintsOf(this.outcomes, operation, gate.slowdowns);
		if (hints.length > 0) this.n8n.addExecutionHints(...hints);
		const output = items.flatMap((_, item) => {
			const outcome = this.outcomeOf(item);
			const jsons: IDataObject[] = outcome instanceof Failure ? [outcome.toItem(this.vendor.name)] : outcome.output;
			return jsons.map((json): INodeExecutionData & { pairedItem: { item: number } } => ({ json, pairedItem: { item } }));
		});
		const wanted = output.filter(({ pairedItem }) => withFiles.has(pairedItem.item));
		if (wanted.length === 0 || isTriedAgain) return output;
		// Loaded when it is first needed, because few runs do.
		const { downloadFiles } = await import('./files');
		await downloadFiles(this.n8n, wanted, cancelled);
		return output;
	}

	private fail(itemIndex: number): never {
		const { items, completed, operation } = this.context;
		const { idempotencyKey, ifExists } = this.node.parameters;
		completed.save();
		const tried = Object.keys(this.outcomes).length;
		const failures = [...this.outcomes.entries()].flatMap(([index, outcome]) => (outcome instanceof Failure ? [{ index, outcome }] : []));
		throw toNodeApiError(this.outcomeOf(itemIndex) as Failure, this.node, {
			itemIndex,
			doneWord: operation.doneWord ?? (operation.idempotent ? 'succeeded' : 'created'),
			done: tried - failures.length,
			ids: operation.idempotent ? [] : this.conversationIds(),
			isMadeAgain: !operation.idempotent && !idempotencyKey && ifExists !== 'reuse',
			failed: failures.length,
			mayExist: operation.idempotent ? [] : failures.filter(({ outcome }) => outcome.outcome === 'unknown').map(({ index }) => index),
			notTried: items.length - tried,
		});
	}
}

/**
 * Whether an item that waited for another one's work may try itself, now that this failed. A refused value is the fault of one
 * item; after anything else, and in doubt above all, the others must not try.
 */
function mayTryAfter(error: unknown, continues: boolean): boolean {
	if (!(error instanceof Failure) || error.outcome === 'unknown') return false;
	// The failed item is about to stop the run.
	if (!continues) throw new RunStopped();
	return error.reason === 'validation';
}

function contextOf(n8n: IExecuteFunctions, vendor: Vendor, node: INode): RunContext {
	const items = n8n.getInputData();
	const operation = findOperation(vendor, node.parameters);
	const readerOf = parametersByItem(n8n, node.parameters, items);
	const fields = [...(vendor.fields ?? []), ...operation.fields];
	const parametersOf = (itemIndex: number) => new ParameterReader(readerOf(itemIndex), fields, { n8n, itemIndex });
	const identityOf = identities(items, node.parameters);
	const accountIds = new Map<number, string>();
	const scans = new Map<string, SharedScan>();
	const concurrency = concurrencyOf(() => settingsOf(parametersOf(0), operation));
	const gate = new Gate(concurrency === undefined ? new AutomaticPlaces() : new FixedPlaces(concurrency));
	const cancelled = new CancelToken();
	return {
		...{ n8n, vendor, operation, items, parametersOf, accountIds, gate, cancelled },
		accounts: new Accounts(n8n),
		completed: new CompletedItems(
			n8n.getContext('node'),
			n8n.getWorkflowDataProxy(0).$runIndex as number,
			n8n.getExecutionId(),
			(itemIndex) => identityOf(itemIndex, accountIds.get(itemIndex) ?? ''),
		),
		keys: new KeyedItems(n8n, vendor, operation, { closed: gate.closed, cancelled }),
		singleFlight: new SingleFlight((error) => mayTryAfter(error, n8n.continueOnFail())),
		sightings: new Sightings(),
		withFiles: new Set(),
		scan(scope) {
			const scan = scans.get(scope) ?? new SharedScan();
			scans.set(scope, scan);
			return scan;
		},
	};
}
