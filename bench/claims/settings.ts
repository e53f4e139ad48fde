import type { Results } from '../report';
import { unique } from '../report/table';
import { isSame } from './claim';
import { PRODUCT, type Setting } from './speed';

export const nameOf = ({ expressionEngine, scheme, networkMs }: Setting): string =>
	`With the \`${expressionEngine}\` expression engine over ${scheme}${networkMs === undefined ? '' : `, over a network with ${networkMs} ms each way`}`;

/** All that were measured, but n8n's own. */
export const otherSettings = ({ measurements, singles = [] }: Results): Setting[] =>
	unique([...measurements, ...singles], ({ expressionEngine, scheme, networkMs }): Setting => ({ expressionEngine, scheme, networkMs })).filter(
		(setting) => !isSame(setting, PRODUCT),
	);
