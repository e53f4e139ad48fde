import getPort from 'get-port';
import { randomInt } from 'node:crypto';

const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 200;

/**
 * A port of the loopback that nobody listens on now, below those that systems hand out by themselves. Chosen by chance,
 * so that runs in several checkouts at once do not all try the same ones first.
 */
export const freePort = async (): Promise<number> =>
	await getPort({ host: '127.0.0.1', port: Array.from({ length: TRIES }, () => randomInt(FIRST, LAST)) });
