import { repositoryRoot } from '../testing/engine/core';
import { startSandboxProcess, type SandboxProcess } from '../testing/sandbox/process';
import { CREDENTIAL } from './contenders';
import { startNetwork } from './network';

export type Scheme = 'http' | 'https';

/** The local vendors, and the same ones over a network with `NETWORK_MS` each way. */
export interface Vendors extends SandboxProcess {
	farPort: number;
}

export const NETWORK_MS = 50;

export async function startVendors(scheme: Scheme): Promise<Vendors> {
	const near = await startSandboxProcess(repositoryRoot, scheme === 'https' ? ['--https'] : []);
	const network = await startNetwork({ port: Number(new URL(near.sandbox.url).port), oneWayMs: NETWORK_MS });
	const stop = async () => void (await Promise.all([network.stop(), near.stop()]));
	return { ...near, farPort: network.port, stop };
}

/** The base URL of UserDesk, over the network where there is to be one. */
export function addressOf({ sandbox, farPort }: Vendors, networkMs = 0): string {
	const address = new URL(sandbox.credentials[CREDENTIAL]!.baseUrl!);
	if (networkMs !== 0) address.port = String(farPort);
	return address.href.replace(/\/$/, '');
}
