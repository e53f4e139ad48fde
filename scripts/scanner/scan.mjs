// Scans what is given as the registry does and prints one JSON line: `source=<folder>`, `packed=<folder>`, or
// `checkout:<package>=<folder>`, in which the scanner itself finds the sources of that package. Its own verdict says
// nothing of warnings, so each folder is linted once more with the scanner's rules to count them.
import { ESLint } from 'eslint';
import glob from 'fast-glob';
import {
	analyzePackage,
	buildScanConfig,
	findPackageRoot,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const PATTERNS = {
	source: SOURCE_FILE_PATTERNS,
	packed: ['**/*.js', 'package.json'],
};

async function scan([target, place]) {
	const [kind, packageName] = target.split(':');
	if (packageName === undefined) return await scanFolder(kind, place);
	const folder = findPackageRoot(place, packageName);
	if (folder) return await scanFolder('source', folder);
	return { kind, passed: false, message: `${place} has no source of ${packageName}`, files: 0, findings: [] };
}

async function scanFolder(kind, folder) {
	const { passed, message, details } = await analyzePackage(folder, PATTERNS[kind]);
	const files = await glob(PATTERNS[kind], { cwd: folder, absolute: true, ignore: ['node_modules/**'] });
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(files);
	const findings = results.flatMap(({ filePath, messages }) =>
		messages.map(({ line, ruleId, message: text, severity }) => ({ filePath, line, ruleId, text, severity })),
	);
	return { kind, passed, message, details, files: files.length, findings };
}

const wanted = process.argv.slice(2).map((argument) => argument.split('='));
const scans = [];
for (const one of wanted) scans.push(await scan(one));
console.log(JSON.stringify(scans));
