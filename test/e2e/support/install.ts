import { ensureN8n } from '../../../testing/wholeN8n/install';
import { generations } from './generations';

/** Before any test, so that no test waits for an installation, which takes minutes the first time. */
export default async function install(): Promise<void> {
	for (const { release } of generations()) await ensureN8n(release);
}
