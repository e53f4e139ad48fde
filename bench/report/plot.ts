import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { contenders } from '../contenders';
import type { Measurement } from '../measure';
import { spreadOf } from '../statistics';

use([BarChart, GridComponent, LegendComponent, SVGRenderer, TitleComponent]);

interface Panel {
	title: string;
	figure: keyof Measurement;
	items: number;
	scale: 'log' | 'value';
}

const PANELS: Panel[] = [
	{ title: 'Time for 1,000 items, ms', figure: 'wallMs', items: 1000, scale: 'log' },
	{ title: 'CPU an item at 1,000 items, ms', figure: 'cpuMsPerItem', items: 1000, scale: 'value' },
	{ title: 'Growth of memory at 10,000 items, MB', figure: 'rssGrowthMb', items: 10_000, scale: 'value' },
	{ title: 'Most requests in flight at 10,000 items', figure: 'inFlight', items: 10_000, scale: 'log' },
];
const LATENCIES_MS = [0, 20, 200];
const [WIDTH, HEIGHT, LEGEND] = [1100, 790, 84];

/** Medians over http with n8n's default expression engine, as an SVG. */
export function plotOf(measurements: Measurement[]): string {
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
	const place = (index: number) => ({ left: index % 2 === 0 ? '6%' : '55%', top: LEGEND + 50 + (index < 2 ? 0 : 330) });
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		legend: { top: 8, left: 'center', width: WIDTH - 80 },
		title: PANELS.map(({ title }, index) => ({
			text: title,
			left: place(index).left,
			top: place(index).top - 32,
			textStyle: { fontSize: 14 },
		})),
		grid: PANELS.map((_, index) => ({ ...place(index), width: '40%', height: 230 })),
		xAxis: PANELS.map((_, gridIndex) => ({
			gridIndex,
			type: 'category',
			data: LATENCIES_MS.map((ms) => `vendor takes ${ms} ms`),
		})),
		yAxis: PANELS.map(({ scale }, gridIndex) => ({ gridIndex, type: scale, min: scale === 'log' ? 1 : 0 })),
		series: contenders.flatMap(({ name, title }) =>
			PANELS.map(({ figure, items }, index) => ({
				name: title,
				type: 'bar',
				xAxisIndex: index,
				yAxisIndex: index,
				data: LATENCIES_MS.map((latencyMs) => median(measurements, { contender: name, items, latencyMs }, figure)),
			})),
		),
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return svg;
}

function median(measurements: Measurement[], load: Partial<Measurement>, figure: keyof Measurement): number | undefined {
	const cell = { ...load, expressionEngine: 'vm', scheme: 'http' };
	const ofCell = measurements.filter((one) => Object.entries(cell).every(([key, value]) => one[key as keyof Measurement] === value));
	return spreadOf(ofCell.map((one) => one[figure] as number))?.median;
}
