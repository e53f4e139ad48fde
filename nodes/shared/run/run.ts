import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import type { SoFar } from '../failure/asFailure';
import { asCancelled, asCredentialFailure, asFailure } from '../failure/asFailure';
import { Failure } from '../failure/failure';
import { redactItem } from '../base/redact';
import { toNodeApiError } from '../failure/nodeApiError';
import { ParameterReader } from '../form/parameterReader';
import { parametersByItem } from '../form/parametersByItem';
import type { RunSettings } from '../form/settings';
import { concurrencyOf, settingsOf } from '../form/settings';
import type { Operation, PreparedCall, Result } from '../operation';
import { rawItem } from '../output/rawItem';
import type { ApiRequest } from '../request';
import type { Account } from '../account/account';
import { Accounts } from '../account/accounts';
import type { Connection, Trade } from '../account/connection';
import { sendWithRetry } from '../send/sendWithRetry';
import { Gate } from '../send/gate';
import { CancelToken } from '../send/cancelToken';
import type { Vendor } from '../vendor';
import { findOperation } from './findOperation';
import { fingerprint, CompletedItems } from './completedItems';
import type { OperationContext } from './perform';
import { perform } from './perform';
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
	// The signal outlives this run, and would hold on to all its items.
	return [await items.all().finally(() => signal?.removeEventListener('abort', cancel))];
}

type Outcome = IDataObject[] | Failure;

class Run {
	private readonly items: INodeExecutionData[];
	private readonly node: INode;
	private readonly continues: boolean;
	private readonly operation: Operation;
	private readonly formOf: (itemIndex: number) => ParameterReader;
	private readonly completed: CompletedItems;
	private readonly gate: Gate;
	private readonly cancelled = new CancelToken();
	private readonly singleFlight = new SingleFlight();
	private readonly accounts: Accounts;
	private readonly outcomes: Outcome[] = [];
	private firstFailed: number | undefined;

	constructor(
		n8n: IExecuteFunctions,
		private readonly vendor: Vendor,
	) {
		this.items = n8n.getInputData();
		this.node = n8n.getNode();
		this.continues = n8n.continueOnFail();
		this.operation = findOperation(vendor, this.node.parameters);
		const parametersOf = parametersByItem(n8n, this.node.parameters, this.items);
		const fields = [...(vendor.fields ?? []), ...this.operation.fields];
		this.formOf = (itemIndex) => new ParameterReader(parametersOf(itemIndex), fields);
		this.completed = new CompletedItems(n8n.getContext('node'), n8n.getWorkflowDataProxy(0).$runIndex as number);
		this.accounts = new Accounts(n8n);
		this.gate = new Gate(concurrencyOf(() => settingsOf(this.formOf(0), this.operation)));
	}

	async all(): Promise<INodeExecutionData[]> {
		const atWork = new Set<Promise<void>>();
		for (let itemIndex = 0; itemIndex < this.items.length && (await this.gate.enter()); itemIndex += 1) {
			const processItem = this.runItem(itemIndex).finally(() => {
				atWork.delete(processItem);
				this.gate.leave();
			});
			atWork.add(processItem);
		}
		await Promise.all(atWork);
		const missing = this.firstFailed ?? this.firstNotTried();
		return missing === undefined || this.continues ? this.output() : this.fail(missing);
	}

	/** Nothing more is sent, and what is on its way is not waited for. */
	cancel(): void {
		this.gate.close();
		this.cancelled.cancel();
	}

	private async runItem(itemIndex: number): Promise<void> {
		try {
			this.outcomes[itemIndex] = await this.processItem(itemIndex);
		} catch (error) {
			this.outcomes[itemIndex] = asFailure(error, this.vendor, this.operation);
			this.firstFailed ??= itemIndex;
			if (!this.continues) this.gate.close();
		}
	}

	private async processItem(itemIndex: number): Promise<IDataObject[]> {
		const form = this.formOf(itemIndex);
		const settings = settingsOf(form, this.operation);
		const call = this.operation.prepare(form);
		const connection = await this.connect(call.account ?? this.vendor.account(form), itemIndex, settings);
		const key = fingerprint(connection.id, connection.baseUrl, call.request, settings.simplify);
		const earlier = this.completed.outputOf(itemIndex, key);
		if (earlier) return earlier;

		const { items, raw } = await this.perform(call, connection, settings);
		const output = (settings.simplify ? items.map((item) => ({ vendor: this.vendor.name, ...item })) : [rawItem(raw)]).map((item) => redactItem(item, connection.secrets));
		if (!this.operation.idempotent) this.completed.add(itemIndex, key, output);
		return output;
	}

	private async perform(call: PreparedCall, connection: Connection, settings: RunSettings): Promise<Result> {
		const soFar: SoFar = { status: null, retries: 0, mayHaveWorked: false, secrets: connection.secrets };
		const send = async (request: ApiRequest, idempotent: boolean) => {
			soFar.mayHaveWorked ||= !idempotent;
			const { status, retries, body } = await this.send(request, idempotent, connection, settings);
			Object.assign(soFar, { status, retries, secrets: connection.secrets });
			return body;
		};
		const context: OperationContext = {
			send: async (request) => await send(request, this.operation.idempotent),
			query: async (request) => await send(request, true),
			share: async (key, work) => await this.singleFlight.run([connection.accountKey, ...key].join('\n'), work),
		};
		return await perform(call, context).catch((error: unknown) => {
			throw asFailure(error, this.vendor, this.operation, soFar);
		});
	}

	private async connect(account: Account, itemIndex: number, settings: RunSettings): Promise<Connection> {
		const trade: Trade = async (request, holder) => await this.send(request, true, holder, settings);
		const connecting = this.accounts.connect(account, itemIndex, trade);
		return await connecting.catch((error: unknown) => {
			throw asCredentialFailure(error, this.vendor, this.operation);
		});
	}

	private async send(request: ApiRequest, idempotent: boolean, connection: Connection, settings: RunSettings) {
		const { vendor, operation, gate, cancelled } = this;
		return await sendWithRetry(request, connection, { ...settings, vendor, operation, idempotent, gate, cancelled });
	}

	/** Items are left over only when the execution was cancelled, or after a failure. */
	private firstNotTried(): number | undefined {
		const index = this.items.findIndex((_, item) => this.outcomes[item] === undefined);
		return index === -1 ? undefined : index;
	}

	private outcomeOf(itemIndex: number): Outcome {
		return this.outcomes[itemIndex] ?? asCancelled(this.vendor, this.operation);
	}

	private output(): INodeExecutionData[] {
		this.completed.saveForRetryOnFail(this.outcomes[0] instanceof Failure, this.node);
		return this.items.flatMap((_, item) => {
			const outcome = this.outcomeOf(item);
			const jsons = outcome instanceof Failure ? [outcome.toJson(this.vendor.name)] : outcome;
			return jsons.map((json): INodeExecutionData => ({ json, pairedItem: { item } }));
		});
	}

	private fail(itemIndex: number): never {
		this.completed.save();
		const tried = Object.keys(this.outcomes).length;
		const failed = this.outcomes.filter((outcome) => outcome instanceof Failure).length;
		throw toNodeApiError(this.outcomeOf(itemIndex) as Failure, this.node, {
			itemIndex,
			doneWord: this.operation.doneWord ?? (this.operation.idempotent ? 'succeeded' : 'created'),
			done: tried - failed,
			failed,
			notTried: this.items.length - tried,
		});
	}
}
