'use strict';
// The first step of `npm start`, `npm test` and the like, on Node alone: installs what is missing and builds what is old.
// Not a `pre` script: with ignore-scripts, without which n8n-core does not install everywhere, npm runs none.
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const SOURCES = [
	'bench',
	'credentials',
	'gulpfile.js',
	'icons',
	'nodes',
	'package.json',
	'scripts',
	'testing',
	'tsconfig.json',
	'tsconfig.tools.json',
];

const asked = (option) => process.argv.includes(option);

const filesUnder = (entry) => {
	const full = path.join(root, entry);
	if (!fs.existsSync(full)) return [];
	if (fs.statSync(full).isFile()) return [entry];
	return fs
		.readdirSync(full, { withFileTypes: true })
		.filter(({ name }) => name !== 'node_modules')
		.flatMap(({ name }) => filesUnder(path.join(entry, name)));
};

const fingerprint = (entries) => {
	const hash = createHash('sha256');
	for (const file of entries.flatMap(filesUnder).sort()) {
		hash.update(file).update('\0').update(fs.readFileSync(path.join(root, file))).update('\0');
	}
	return hash.digest('hex');
};

const isStamped = (file, value) => fs.existsSync(file) && fs.readFileSync(file, 'utf8') === value;

/** Runs a command, saying every few seconds that it is still at work; its own output is shown only when it fails. */
const run = (title, command, args) =>
	new Promise((resolve, reject) => {
		const started = Date.now();
		const seconds = () => Math.round((Date.now() - started) / 1000);
		process.stderr.write(`${title} …\n`);
		const child = spawn(command, args, { cwd: root, shell: process.platform === 'win32' });
		let output = '';
		const keep = (chunk) => (output = (output + chunk).slice(-20_000));
		child.stdout.on('data', keep);
		child.stderr.on('data', keep);
		const progress = setInterval(() => {
			process.stderr.write(`${title} … ${seconds()} s\n`);
		}, 10_000);
		child.on('error', reject);
		child.on('close', (code) => {
			clearInterval(progress);
			if (code === 0) {
				process.stderr.write(`${title}: done in ${seconds()} s\n`);
				resolve();
			} else {
				reject(new Error(`${title} failed (exit code ${code}):\n${output}`));
			}
		});
	});

const install = async (folder, title) => {
	const inside = (name) => path.join(folder, name);
	const wanted = fingerprint([inside('package-lock.json'), inside('.npmrc')]);
	const stamp = path.join(root, folder, 'node_modules', '.installed-for');
	if (isStamped(stamp, wanted)) return;
	await run(title, 'npm', ['ci', '--prefix', path.join(root, folder)]);
	fs.writeFileSync(stamp, wanted);
};

const build = async () => {
	const wanted = fingerprint(SOURCES);
	const stamp = path.join(root, 'build', '.built-from');
	if (isStamped(stamp, wanted) && !asked('--anew')) return;
	// The docs write into the sources what they have written into the build, too.
	if (!asked('--built')) await run('Building', process.execPath, [path.join(root, 'node_modules', 'gulp', 'bin', 'gulp.js'), 'build']);
	fs.writeFileSync(stamp, wanted);
};

(async () => {
	await install('.', 'Installing n8n-core and the tools (about two minutes, once)');
	if (process.env.npm_lifecycle_event === 'test') {
		await install('scripts/scanner', "Installing the registry's scanner (once)");
	}
	if (!asked('--install-only')) await build();
})().catch((error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
