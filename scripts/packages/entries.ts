import type { ICredentialType, INodeType, Icon, Themed } from 'n8n-workflow';
import path from 'node:path';

/** A compiled node or credential that n8n is told to load. */
export interface Entry {
	/** Relative to the repository, e.g. `dist/nodes/Pingback/Pingback.node.js`. */
	file: string;
	/** Of the node or the credential type. */
	name: string;
	/** The credential types that a node names. */
	credentials: string[];
	/** Relative to the repository. */
	icons: string[];
}

export const readNode = (root: string, file: string): Entry => {
	const { description } = instanceIn<INodeType>(root, file);
	const credentials = (description.credentials ?? []).map(({ name }) => name);
	return { file, name: description.name, credentials, icons: iconsOf(file, description.icon) };
};

export const readCredential = (root: string, file: string): Entry => {
	const { name, icon } = instanceIn<ICredentialType>(root, file);
	return { file, name, credentials: [], icons: iconsOf(file, icon) };
};

/** n8n takes the class that is called as the file is up to its first dot. */
function instanceIn<T>(root: string, file: string): T {
	const className = path.basename(file).split('.')[0] ?? '';
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const exported = require(path.join(root, file)) as Record<string, new () => T>;
	const Class = exported[className];
	if (!Class) throw new Error(`${file} exports no class ${className}`);
	return new Class();
}

const iconsOf = (file: string, icon: Icon | Themed<string> | undefined): string[] =>
	(typeof icon === 'object' ? [icon.light, icon.dark] : [icon ?? ''])
		.filter((one) => one.startsWith('file:'))
		.map((one) => path.posix.join(path.posix.dirname(file), one.slice('file:'.length)));
