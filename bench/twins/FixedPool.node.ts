import type { INodeType } from 'n8n-workflow';

/* eslint-disable @typescript-eslint/no-require-imports */
const { Pace } = require('../../../dist/nodes/shared/pace.js') as { Pace: { prototype: { delay(): number } } };
const { UserDesk } = require('../../../dist/nodes/UserDesk/UserDesk.node.js') as { UserDesk: new () => INodeType };

// In this process nobody ever slows down: the same node, pool and retries, without the pace.
Pace.prototype.delay = () => 0;

/** The UserDesk node with a pool that always stays as wide as it was set. */
export class FixedPool extends UserDesk {
	constructor() {
		super();
		this.description = { ...this.description, name: 'fixedPool', icon: undefined };
	}
}
