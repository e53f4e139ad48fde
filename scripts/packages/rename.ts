import { repositoryUrl, type Manifest } from './manifest';

/** The text of a JSON file of the umbrella, as a package made from it says it: its own name, its own page. */
export function renamed(text: string, umbrella: Manifest, own: Manifest): string {
	const page = (manifest: Manifest) => manifest.homepage.replace(/#.*$/, '');
	return text
		.replaceAll(`${repositoryUrl(umbrella)}#`, `${page(own)}#`)
		.replace(new RegExp(`(?<![/\\w.-])${umbrella.name}(?![\\w-])`, 'g'), own.name);
}
