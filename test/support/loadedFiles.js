'use strict';
// Prints which of a package's own files Node loads when n8n loads what its manifest names, and what that loads later.
const { readFileSync, realpathSync } = require('node:fs');
const path = require('node:path');

const packageDir = realpathSync(process.argv[2]);
const { n8n } = require(path.join(packageDir, 'package.json'));
for (const file of [...n8n.nodes, ...n8n.credentials]) require(path.join(packageDir, file));

const loaded = () => Object.keys(require.cache).filter((file) => file.startsWith(packageDir + path.sep));
for (const file of loaded().filter((one) => one.endsWith('.js'))) {
	for (const [, later] of readFileSync(file, 'utf8').matchAll(/require\(["'](\.[^"']+)["']\)/g)) require(path.join(path.dirname(file), later));
}
const own = loaded();
console.log(JSON.stringify(own.map((file) => path.relative(packageDir, file))));
