import type { Manifest } from '../packages/manifest';
import { enumerated, type ListedVendor } from './vendors';

/** What the umbrella says of itself, which names every vendor. */
export const manifestTexts = (vendors: ListedVendor[]): Pick<Manifest, 'description' | 'keywords'> => ({
	description: `n8n nodes that open and carry on conversations with ${enumerated(vendors.map(({ displayName }) => displayName))}, and send nothing twice that may have worked`,
	keywords: ['n8n-community-node-package', 'n8n', 'chatbot', 'conversation', ...vendors.map(({ packageName }) => packageName.replace('n8n-nodes-', ''))],
});
