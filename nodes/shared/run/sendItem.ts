import type { Connection } from '../account/connection';
import type { SoFar } from '../failure/asFailure';
import { asFailure } from '../failure/asFailure';
import type { Failure } from '../failure/failure';
import { RunStopped } from '../failure/failure';
import { noteEarlierDoubt, noteLookUp } from '../failure/lookUpNote';
import type { RunSettings } from '../form/settings';
import type { LookUpCall } from '../lookUp';
import type { PreparedCall, Result } from '../operation';
import type { ApiRequest } from '../request';
import { isRedirect } from '../send/attempt';
import { pause } from '../send/cancelToken';
import { backoff } from '../send/retry';
import type { Patience } from '../send/sendWithRetry';
import { sendWithRetry } from '../send/sendWithRetry';
import type { StillOpen } from '../send/stillOpen';
import type { ChatStream } from './chatStream';
import type { RunContext } from './context';
import { lookAgain } from './lookAgain';
import type { Listed } from './sightings';

/** How one item is run, with how long it has waited and which of its requests are still open. */
export interface ItemSettings extends RunSettings {
	patience: Patience;
	stillOpen: StillOpen;
	/** Where the answer is shown while it is written. */
	chat?: ChatStream;
}

/** Sends an item's requests and keeps track of how they ended. Failures pass through promise chains: `require-node-api-error` forbids rethrowing in a catch. */
export class ItemSender {
	private readonly soFar: SoFar;
	private clockOffset: number | undefined;
	/** When a request was sent last. */
	private sentAt = 0;

	constructor(
		private readonly run: RunContext,
		private readonly itemIndex: number,
		private readonly connection: Connection,
		private readonly settings: ItemSettings,
	) {
		this.soFar = { status: null, retries: 0, mayHaveWorked: false, secrets: [], delivery: settings.delivery, maxRetries: settings.maxRetries };
	}

	/** Sends a request that only reads. Throws Failure. */
	query = async (request: ApiRequest): Promise<unknown> => {
		const { body } = await this.request(request, true).catch((error: unknown) => {
			throw this.failureOf(error);
		});
		return body;
	};

	/**
	 * Sends the operation's own request and reads its answer. Where it may have worked although it failed, the vendor is asked,
	 * and At Least Once it is sent again. Throws Failure.
	 */
	async send(call: PreparedCall): Promise<Result> {
		const { lookUp } = call;
		if (this.run.operation.idempotent || !lookUp) return await this.sendUntilSure(call, async () => await Promise.resolve('notAsked'));

		const { sightings, gate } = this.run;
		const key = [this.connection.accountKey, ...lookUp.key].join('\n');
		const listedBefore = await this.listedBefore(lookUp);
		sightings.sent(key, this.itemIndex);
		const result = await this.sendUntilSure(call, async (sentAt) =>
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

	private async listedBefore({ before }: LookUpCall): Promise<Listed | undefined> {
		if (!before) return undefined;
		const scope = [this.connection.accountKey, ...before.scope].join('\n');
		return await this.run.sightings.listBefore(scope, async () => await before.ids(this.query));
	}

	private async sendUntilSure(call: PreparedCall, look: (sentAt: number) => ReturnType<typeof lookAgain>): Promise<Result> {
		const { settings, soFar, run } = this;
		const { closed } = run.gate;
		let inDoubtSince: number | undefined;
		for (let inDoubt: Failure | undefined; ; ) {
			const earlier = inDoubt;
			const ended = await this.sendAndRead(call).catch((error: unknown) =>
				error instanceof RunStopped && earlier ? earlier : this.failureOf(error),
			);
			if (!(ended instanceof Error)) return ended;
			if (run.operation.idempotent) throw ended;
			if (ended.outcome !== 'unknown' || ended.reason === 'cancelled') throw earlier ? noteEarlierDoubt(ended) : ended;
			soFar.retries = ended.retries;
			const isOver = settings.delivery === 'atMostOnce' || soFar.retries >= settings.maxRetries || isRedirect(ended.httpCode);
			// What was given up may yet do its work, and whoever looks or sends again has no second place.
			if (call.lookUp || !isOver) await settings.stillOpen.ended(closed);
			// What was refused before it made nothing.
			inDoubtSince ??= this.sentAt;
			const found = await look(inDoubtSince).catch(() => 'notAsked' as const);
			if (typeof found === 'object') return found;
			if (!isOver) await pause(backoff(soFar.retries, Math.random()), closed);
			if (isOver || closed.isCancelled) throw found === 'notFound' ? noteLookUp(ended) : ended;
			soFar.retries += 1;
			inDoubt = ended;
		}
	}

	private async sendAndRead(call: PreparedCall): Promise<Result> {
		const request = (this.settings.chat && call.streamed) ?? call.request;
		const { body } = await this.request(request, this.run.operation.idempotent);
		return { items: call.read(body), raw: body };
	}

	/** What an error means for this item. Throws RunStopped where nothing was sent for it. */
	failureOf(error: unknown): Failure {
		if (error instanceof RunStopped) throw error;
		const { vendor, operation } = this.run;
		return asFailure(error, vendor, operation, { ...this.soFar, secrets: this.connection.secrets });
	}

	private async request(request: ApiRequest, idempotent: boolean) {
		const { run, connection, settings, soFar } = this;
		const { vendor, operation, gate, cancelled } = run;
		const retriesBefore = idempotent ? 0 : soFar.retries;
		soFar.mayHaveWorked ||= !idempotent;
		const starts = (at: number) => {
			settings.chat?.close();
			this.sentAt = at;
		};
		const onPiece = (piece: string) => settings.chat?.hear(piece, connection.secrets);
		const options = { ...settings, vendor, operation, idempotent, gate, cancelled, retriesBefore, starts, onPiece };
		const result = await sendWithRetry(request, connection, options);
		// A Date header is never ahead of the vendor's clock: it counts whole seconds, and took its way. So the latest is the nearest.
		if (result.vendorTime !== undefined) this.clockOffset = Math.max(this.clockOffset ?? -Infinity, result.vendorTime - Date.now());
		if (!idempotent || operation.idempotent) Object.assign(soFar, { status: result.status, retries: result.retries });
		return result;
	}
}
