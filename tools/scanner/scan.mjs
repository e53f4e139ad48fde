// Scans the given folders as the registry does and prints one JSON line. The scanner's own verdict says nothing of
// warnings, so each folder is linted once more with the scanner's rules to count them.
import { ESLint } from 'eslint';
import glob from 'fast-glob';
import { analyzePackage, buildScanConfig, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const PATTERNS = {
	source: SOURCE_FILE_PATTERNS,
	packed: ['**/*.js', 'package.json'],
};

async function scan([kind, folder]) {
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

const folders = process.argv.slice(2).map((argument) => argument.split('='));
const scans = [];
for (const folder of folders) scans.push(await scan(folder));
console.log(JSON.stringify(scans));
