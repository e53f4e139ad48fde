import path from 'node:path';
import { repositoryRoot as root } from '../testing/engine/core';
import { buildPackage, layHome } from './packages/build';
import { planPackages } from './packages/plan';

// `npm run build:packages`: makes every package that is published, in dist-packages/, from what is compiled.

const [umbrella, ...singles] = planPackages(root);
if (!umbrella) throw new Error('There is no package to build');

void (async () => {
	for (const plan of singles) layHome(root, plan);

	for (const plan of [umbrella, ...singles]) {
		const { name, version } = plan.manifest;
		const target = path.join('dist-packages', name);
		await buildPackage(root, plan, umbrella.manifest, path.join(root, target));
		console.log(`${name} ${version}: made in ${target}`);
	}
})();
