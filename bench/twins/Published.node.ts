import type { INodeType } from 'n8n-workflow';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const published = require('../../../dist/nodes/UserDesk/UserDesk.node.js') as { UserDesk: new () => INodeType };

/** The UserDesk node as it is published, beside others in one process. Its icon lies outside this package. */
export class Published extends published.UserDesk {
	constructor() {
		super();
		this.description = { ...this.description, name: 'published', icon: undefined };
	}
}
