'use strict';
// Prints which of a package's own files Node loads when n8n loads what its manifest names.
const { realpathSync } = require('node:fs');
const path = require('node:path');

const packageDir = realpathSync(process.argv[2]);
const { n8n } = require(path.join(packageDir, 'package.json'));
for (const file of [...n8n.nodes, ...n8n.credentials]) require(path.join(packageDir, file));

const own = Object.keys(require.cache).filter((file) => file.startsWith(packageDir + path.sep));
console.log(JSON.stringify(own.map((file) => path.relative(packageDir, file))));
