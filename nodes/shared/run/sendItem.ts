import type { Connection } from '../account/connection';
import type { SoFar } from '../failure/asFailure';
import { asFailure } from '../failure/asFailure';
import type { Failure } from '../failure/failure';
import { RunStopped } from '../failure/failure';
import { noteLookUp, stillInDoubt } from '../failure/lookUpNote';
import type { RunSettings } from '../form/settings';
import type { LookUpCall } from '../lookUp';
import type { PreparedCall, Result } from '../operation';
import type { ApiRequest } from '../request';
import { pause } from '../send/cancelToken';
import { backoff } from '../send/retry';
import { sendWithRetry } from '../send/sendWithRetry';
import type { RunContext } from './context';
import { lookAgain } from './lookAgain';

/** Sends the requests of one item over its account, and knows what came of them. */
export class ItemSender {
	/** Requests that were given up and live on; the item keeps its place for them. */
	readonly stillOpen: Array<Promise<unknown>> = [];
	readonly soFar: SoFar;
	private clockOffset: number | undefined;

	constructor(
		private readonly run: RunContext,
		private readonly itemIndex: number,
		private readonly connection: Connection,
		private readonly settings: RunSettings,
	) {
		this.soFar = { status: null, retries: 0, mayHaveWorked: false, secrets: [], delivery: settings.delivery };
	}

	/** Sends a request that only reads. Throws Failure. */
	query = async (request: ApiRequest): Promise<unknown> => (await this.request(request, true)).body;

	/**
	 * Sends the operation's own request and reads its answer. Where it may have worked although it failed, the vendor is asked,
	 * and At Least Once it is sent again. Throws Failure.
	 */
	async send(call: PreparedCall): Promise<Result> {
		const { lookUp } = call;
		if (this.run.operation.idempotent || !lookUp) return await this.sendUntilSure(call, async () => await Promise.resolve(undefined));

		const { sightings, gate } = this.run;
		const key = [this.connection.accountKey, ...lookUp.key].join('\n');
		const listedBefore = await this.listedBefore(lookUp);
		const sentAt = Date.now();
		sightings.sent(key, this.itemIndex);
		const result = await this.sendUntilSure(call, async () =>
			await lookAgain({
				...{ lookUp, key, itemIndex: this.itemIndex, sentAt, listedBefore, sightings },
				query: this.query,
				clockOffset: () => this.clockOffset,
				closed: gate.closed,
			}),
		).catch((failure: Failure | RunStopped) => {
			if (failure instanceof RunStopped || failure.outcome !== 'unknown') sightings.settled(key, this.itemIndex);
			throw failure;
		});
		sightings.settled(key, this.itemIndex, lookUp.idOf(result.raw));
		return result;
	}

	private async listedBefore({ before }: LookUpCall): Promise<ReadonlySet<string> | undefined> {
		if (!before) return undefined;
		const scope = [this.connection.accountKey, ...before.scope].join('\n');
		return await this.run.sightings.listBefore(scope, async () => await before.ids(this.query));
	}

	private async sendUntilSure(call: PreparedCall, look: () => Promise<Result | undefined>): Promise<Result> {
		const { settings, soFar } = this;
		for (let isInDoubt = false; ; isInDoubt = true) {
			const ended = await this.sendAndRead(call).catch((error: unknown) => {
				if (error instanceof RunStopped && !isInDoubt) throw error;
				return this.failureOf(error);
			});
			if (!(ended instanceof Error)) return ended;
			if (isInDoubt && ended.outcome === 'notCreated') throw stillInDoubt(ended);
			if (ended.outcome !== 'unknown' || ended.reason === 'cancelled' || this.run.operation.idempotent) throw ended;
			const found = await look();
			if (found) return found;
			const isOver = settings.delivery === 'atMostOnce' || soFar.retries >= settings.maxRetries;
			if (isOver || isRedirect(ended) || this.run.gate.closed.isCancelled) throw call.lookUp ? noteLookUp(ended) : ended;
			await pause(backoff(soFar.retries, Math.random()), this.run.gate.closed);
			soFar.retries += 1;
		}
	}

	private async sendAndRead(call: PreparedCall): Promise<Result> {
		const { body } = await this.request(call.request, this.run.operation.idempotent);
		return { items: call.read(body), raw: body };
	}

	private failureOf(error: unknown): Failure {
		const { vendor, operation } = this.run;
		const failure = asFailure(error, vendor, operation, { ...this.soFar, secrets: this.connection.secrets });
		this.soFar.retries = failure.retries;
		return failure;
	}

	private async request(request: ApiRequest, idempotent: boolean) {
		const { run, connection, settings, soFar } = this;
		const { vendor, operation, gate, cancelled } = run;
		const retriesBefore = idempotent ? 0 : soFar.retries;
		const onStillOpen = (ended: Promise<unknown>) => void this.stillOpen.push(ended);
		soFar.mayHaveWorked ||= !idempotent;
		const options = { ...settings, vendor, operation, idempotent, gate, cancelled, retriesBefore, onStillOpen };
		const result = await sendWithRetry(request, connection, options);
		// A Date header is never ahead of the vendor's clock: it counts whole seconds, and took its way. So the latest is the nearest.
		if (result.vendorTime !== undefined) this.clockOffset = Math.max(this.clockOffset ?? -Infinity, result.vendorTime - Date.now());
		if (!idempotent || operation.idempotent) Object.assign(soFar, { status: result.status, retries: result.retries });
		return result;
	}
}

/** Sending the same again would end the same way. */
const isRedirect = ({ httpCode }: Failure) => httpCode !== null && httpCode >= 300 && httpCode < 400;
