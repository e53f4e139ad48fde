import type { Manifest } from './manifest';

/** The text of one of the umbrella's JSON files with the name of another package in place of the umbrella's. URLs stay. */
export const renamed = (text: string, { name }: Manifest, manifest: Manifest): string =>
	text.replace(new RegExp(`(?<![/\\w.-])${name}(?![\\w-])`, 'g'), manifest.name);
