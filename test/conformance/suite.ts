import { atLeastOnce } from './atLeastOnce';
import { operationsWithoutSample, packageOperations, packageWays } from '../../testing/faults/ways';
import { faults } from './faults';
import type { CoreName } from '../../testing/stage';
import { Ground } from './ground';
import { places } from './places';
import { running } from './running';
import { secrets } from './secrets';
import { sendingTwice } from './sendingTwice';
import { streaming } from './streaming';
import { tokens } from './tokens';
import { isInTables } from '../../testing/vendors';

/** What every operation that creates or sends must hold to, whoever the vendor is: new ones are in it without being named. */
export function conformance(core: CoreName): void {
	const ground = new Ground(core, packageWays());

	beforeAll(async () => await ground.open(), 120_000);
	afterAll(async () => await ground.close());

	describe('the package', () => {
		const vendors = [...new Set(packageOperations().map(({ vendor }) => vendor))];

		it.each(vendors)('%s has a sample in the sandbox for each of its operations', (name) => {
			expect(operationsWithoutSample().filter(({ vendor }) => vendor === name)).toEqual([]);
		});

		it('offers the same operations in the engine', async () => {
			const { nodes } = await ground.engine.describe();
			const offered = nodes.filter(({ name }) => isInTables(name)).flatMap(({ name, properties }) =>
				properties
					.filter((property) => property.name === 'operation')
					.flatMap(({ options = [], displayOptions }) =>
						options.map((option) => ({
							vendor: name,
							operation: `${String(displayOptions?.show?.resource?.[0])}.${String((option as { value: string }).value)}`,
						})),
					),
			);
			expect(new Set(offered.map((one) => JSON.stringify(one)))).toEqual(new Set(packageOperations().map((one) => JSON.stringify(one))));
		});
	});

	describe('running', () => running(ground));
	describe('places', () => places(ground));
	describe('tokens', () => tokens(ground));
	describe('secrets', () => secrets(ground));
	describe('sending twice', () => sendingTwice(ground));
	describe('at least once', () => atLeastOnce(ground));
	describe('streaming', () => streaming(ground));
	describe('faults', () => faults(ground));
}
