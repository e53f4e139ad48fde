import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Accounts } from '../account/accounts';
import type { ParameterReader } from '../form/parameterReader';
import type { KeyedItems } from '../keys/keyedItems';
import type { Operation } from '../operation';
import type { CancelToken } from '../send/cancelToken';
import type { Gate } from '../send/gate';
import type { Vendor } from '../vendor';
import type { CompletedItems } from './completedItems';
import type { SharedScan } from './sharedScan';
import type { Sightings } from './sightings';
import type { SingleFlight } from './singleFlight';

/** What the items of one run have in common. */
export interface RunContext {
	n8n: IExecuteFunctions;
	vendor: Vendor;
	operation: Operation;
	items: INodeExecutionData[];
	parametersOf(itemIndex: number): ParameterReader;
	/** The account of each item, by index, once it has connected. It is part of the item's identity in another attempt. */
	accountIds: Map<number, string>;
	accounts: Accounts;
	completed: CompletedItems;
	keys: KeyedItems;
	singleFlight: SingleFlight;
	sightings: Sightings;
	scan(scope: string): SharedScan;
	/** The items whose files are downloaded. */
	withFiles: Set<number>;
	gate: Gate;
	cancelled: CancelToken;
}
