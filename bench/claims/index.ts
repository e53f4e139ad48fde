import type { Results } from '../report';
import type { Weight } from '../weight';
import { atMost, type Claim } from './claim';
import { growthClaims } from './growth';
import { poolClaims } from './pool';
import { rowClaims } from './rows';
import { singleClaims } from './single';
import { PRODUCT, speedClaims, type Setting } from './speed';

export { lineOf, type Claim } from './claim';
export { PRODUCT, type Setting } from './speed';

export type Measured = Pick<Results, 'measurements' | 'pools' | 'weight' | 'singles' | 'growth'>;

/** What issues 4 and 17 of this project want, in n8n's own setting: `vm` expressions over http. */
export const claimsOf = (measured: Measured): Claim[] => [
	...claimsIn(measured, PRODUCT),
	...poolClaims(measured.pools),
	...growthClaims(measured.growth),
	...weightClaims(measured.weight),
];

/** The same in another setting, as far as it was measured there. */
export const claimsIn = ({ measurements, singles = [] }: Measured, setting: Setting): Claim[] => [
	...speedClaims(measurements, setting),
	...rowClaims(measurements, setting),
	...singleClaims(singles, setting),
];

/** 5 ms where n8n-workflow takes 100 ms. */
const LOADING = 0.05;

const weightClaims = (weight: Weight | undefined): Claim[] => [
	atMost(LOADING, 'Loading all nodes and credentials when n8n starts: time over loading n8n-workflow', weight?.n8nWorkflow ? [weight.load.median / weight.n8nWorkflow.median] : []),
	atMost(60, 'Packed size', weight ? [weight.packedBytes / 1000] : [], ' kB'),
];
