import { Pace } from '../../nodes/shared/send/pace';
import { UserDesk } from '../../nodes/UserDesk/UserDesk.node';

// In this process nobody ever slows down: the same node, pool and retries, without the pace.
Pace.prototype.delay = () => 0;

/** The UserDesk node with a pool that always stays as wide as it was set. */
export class FixedPool extends UserDesk {
	constructor() {
		super();
		this.description = { ...this.description, name: 'fixedPool', icon: undefined };
	}
}
