import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { check } from './live/check';
import { PLANS } from './live/plans';
import { differs, report } from './live/report';

const root = path.resolve(__dirname, '..', '..');
const NAMES: Record<string, [displayName: string, page: string]> = {
	pingback: ['Pingback', 'pingback'],
	poppyAi: ['Poppy AI', 'poppy-ai'],
	quickbot: ['Quickbot', 'quickbot'],
	userDesk: ['UserDesk', 'userdesk'],
};

/** `npm run live -- <vendor> [--all] [--yes] [--out[=<folder>]]`: tries a few calls on a live account, and says what is as documented. */
async function main(args: string[]): Promise<void> {
	const vendor = Object.keys(NAMES).find((name) => name.toLowerCase() === args[0]?.replace('-', '').toLowerCase());
	if (!vendor) throw new Error(`Name a vendor: npm run live -- ${Object.values(NAMES).map(([, page]) => page).join(' | ')}`);
	const plan = PLANS[vendor]!;
	const [displayName, page] = NAMES[vendor]!;
	const setting = (name: string) => process.env[name]?.trim() || undefined;
	if (Object.keys(plan.credentials(setting)).length === 0) {
		const lines = Object.entries(plan.settings).map(([name, what]) => `  ${name}  ${what}`);
		throw new Error(`${displayName} needs these in the environment. They are never written down:\n${lines.join('\n')}`);
	}
	const calls = plan.calls.filter(({ isOptional }) => !isOptional || args.includes('--all'));
	console.log(`These calls go to your account at ${displayName}:`);
	for (const { operation, cost } of calls) console.log(`  ${operation.padEnd(22)} ${cost}`);
	if (!args.includes('--yes') && !(await isAgreed())) return console.log('Nothing was sent.');

	const { checked, engine } = await check(vendor, plan, calls, setting);
	const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
	const text = report(checked, { displayName, version, engine, day: new Date().toISOString().slice(0, 10) });
	console.log(`\n${text}`);
	const out = args.find((arg) => /^--out(=|$)/.test(arg));
	if (out !== undefined) {
		const file = path.join(path.resolve(root, out.split('=')[1] ?? 'docs/live'), `${page}.md`);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
		console.log(`Written to ${path.relative(process.cwd(), file)}`);
	}
	if (checked.some(differs)) process.exitCode = 1;
}

async function isAgreed(): Promise<boolean> {
	const asking = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await asking.question('Go on? (y/N) ').finally(() => asking.close());
	return /^y(es)?$/i.test(answer.trim());
}

main(process.argv.slice(2)).catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
