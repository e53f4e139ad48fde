import type { ContenderName } from '../contenders';
import type { Cell, Measurement } from '../measure';
import { isSame } from './claim';
import type { Setting } from './speed';

export type Load = Pick<Cell, 'items' | 'latencyMs'>;
type Figure = keyof Measurement;

/** What was measured in one setting, as a claim needs it. */
export class Figures {
	private readonly own: Measurement[];

	constructor(all: Measurement[], setting: Setting) {
		this.own = all.filter((one) => isSame(one, setting));
	}

	values(figure: Figure, name: ContenderName, load: Load): number[] {
		return this.of(name, load).map((one) => one[figure] as number);
	}

	/** Of all rounds together: a bound must hold in each. */
	highest(figure: Figure, name: ContenderName, load: Load): number[] {
		const values = this.values(figure, name, load);
		return values.length > 0 ? [Math.max(...values)] : [];
	}

	/** Ratios of one figure, pair by pair in the same round. */
	ratios(figure: Figure, [name, load]: [ContenderName, Load], [other, otherLoad]: [ContenderName, Load]): number[] {
		return this.of(name, load).flatMap((one) => {
			const pair = this.of(other, otherLoad).find(({ round }) => round === one.round);
			return pair ? [(one[figure] as number) / (pair[figure] as number)] : [];
		});
	}

	private of(name: ContenderName, load: Load): Measurement[] {
		return this.own.filter((one) => one.contender === name && isSame(one, load));
	}
}
