import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Lets the processes that are started from now on trust the local vendors. Returns how to undo it. */
export function trustCertificate(pem = ''): () => void {
	const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
	const file = path.join(folder, 'vendors.pem');
	writeFileSync(file, pem);
	process.env.NODE_EXTRA_CA_CERTS = file;
	return () => {
		delete process.env.NODE_EXTRA_CA_CERTS;
		rmSync(folder, { recursive: true, force: true });
	};
}
