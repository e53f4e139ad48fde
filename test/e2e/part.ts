import type { Installed } from '../../testing/wholeN8n/install';
import type { Report } from './report';

/** A part of the trials. It prints through `report` and throws only when it cannot go on at all. */
export type Part = (context: PartContext) => Promise<void>;

export interface PartContext {
	installed: Installed;
	/** The package as it would be published. */
	tarball: string;
	/** A folder for this run's files, removed after it. */
	scratch: string;
	/** Where pictures of the editor go, when they are asked for. */
	screenshots?: string;
	report: Report;
}

/** n8n 1.x cannot do some things; what the package's README says of that is tried too. */
export const isFloor = ({ installed }: Pick<PartContext, 'installed'>): boolean =>
	installed.release.n8n.startsWith('1.');
