import type { NodeJson, WorkflowJson } from '../../testing/engine';

/** The side of a node on the canvas. */
const NODE = 96;
/** Kept free between a wire and a node. */
const GAP = 4;
/** How far below the output it comes from n8n draws a wire that leads back. */
const BELOW = 130;

type Point = [x: number, y: number];

/** Every wire of the workflow that runs through a node, as n8n's editor draws it. */
export function wiresThroughNodes({ nodes, connections }: WorkflowJson): string[] {
	const real = nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
	const placeOf = (name: string) => real.find((node) => node.name === name)!.position!;
	return Object.entries(connections).flatMap(([from, { main = [] }]) =>
		main.flatMap((targets, output) =>
			(targets ?? []).flatMap(({ node: to }) => {
				const [x, y] = placeOf(from);
				const start: Point = [x + NODE, y + (NODE * (output + 1)) / (main.length + 1)];
				const [left, top] = placeOf(to);
				const wire = drawn(start, [left, top + NODE / 2]);
				const others = real.filter(({ name }) => name !== from && name !== to);
				return others.filter((node) => wire.some((point) => isInside(point, node))).map(({ name }) => `${from} → ${to} through ${name}`);
			}),
		),
	);
}

const STEPS = Array.from({ length: 101 }, (_, index) => index / 100);

/** Points of a curve that leaves and arrives level, or of the detour that n8n takes where the target is further left. */
function drawn([x, y]: Point, [toX, toY]: Point): Point[] {
	if (toX < x) return STEPS.map((step) => [x + (toX - x) * step, y + BELOW]);
	const middle = (x + toX) / 2;
	const bezier = (t: number, a: number, b: number, c: number, d: number) => (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
	return STEPS.map((t) => [bezier(t, x, middle, middle, toX), bezier(t, y, y, toY, toY)]);
}

const isInside = ([x, y]: Point, { position: [left, top] = [0, 0] }: NodeJson) =>
	x > left - GAP && x < left + NODE + GAP && y > top - GAP && y < top + NODE + GAP;
