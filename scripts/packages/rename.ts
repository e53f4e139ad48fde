import type { Manifest } from './manifest';

/** The text of a JSON file of the umbrella, as a package made from it says it: under its own name. Addresses stay. */
export const renamed = (text: string, { name }: Manifest, manifest: Manifest): string =>
	text.replace(new RegExp(`(?<![/\\w.-])${name}(?![\\w-])`, 'g'), manifest.name);
