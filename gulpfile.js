const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { Transform } = require('node:stream');
const { dest, parallel, series, src } = require('gulp');

const tsc = (project, ...options) => {
	const compile = (done) =>
		execFile(
			process.execPath,
			[require.resolve('typescript/bin/tsc'), '-p', project, ...options],
			{ cwd: __dirname },
			(error, stdout) => done(error ? new Error(stdout || error.message) : undefined),
		);
	compile.displayName = `tsc ${path.basename(project)}`;
	return compile;
};

const clean = async () => {
	await rm(path.join(__dirname, 'dist'), { recursive: true, force: true });
	await rm(path.join(__dirname, 'build'), { recursive: true, force: true });
};

// An allow-list: what is not named here is not published. `encoding: false` keeps binary files whole.
const assets = () =>
	src(
		[
			'icons/*.svg',
			'nodes/**/*.node.json',
			'nodes/**/__schema__/**/*.json',
			'nodes/shared/*.schema.json',
		],
		{ base: '.', encoding: false },
	)
		.pipe(withoutBlanks())
		.pipe(dest('dist'));

/** JSON as short as it can be written, without explanations: programs read it there, and people here. */
const withoutBlanks = () =>
	new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			const isSchema = file.basename.endsWith('.schema.json');
			const needed = (key, value) => (isSchema && key === 'description' && typeof value === 'string' ? undefined : value);
			if (file.extname === '.json') file.contents = Buffer.from(JSON.stringify(JSON.parse(file.contents), needed));
			done(null, file);
		},
	});

// The package's own code goes through the bundler, which is one of the tools.
const bundle = async () => {
	const manifest = require('./package.json');
	await require('./build/scripts/packages/bundle').bundle(__dirname, manifest.n8n, __dirname);
};

exports.build = series(
	clean,
	parallel(tsc('tsconfig.json', '--module', 'es2022', '--outDir', 'build/package'), tsc('tsconfig.tools.json'), assets),
	bundle,
);
exports.default = exports.build;
