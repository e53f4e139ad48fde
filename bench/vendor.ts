import { repositoryRoot } from '../testing/engine/core';
import { startSandboxProcess, type SandboxProcess } from '../testing/sandbox/process';

export type Scheme = 'http' | 'https';

export type Vendors = SandboxProcess;

export const startVendors = async (scheme: Scheme): Promise<Vendors> =>
	await startSandboxProcess(repositoryRoot, scheme === 'https' ? ['--https'] : []);
