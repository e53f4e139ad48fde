import type { INodeProperties } from 'n8n-workflow';

export const timeFilter: INodeProperties = {
	displayName: 'Time',
	name: 'timeFilter',
	type: 'options',
	options: [
		{ name: 'All Time', value: 'allTime' },
		{ name: 'Last 30 Days', value: 'last30Days' },
		{ name: 'Last 7 Days', value: 'last7Days' },
		{ name: 'Last Month', value: 'lastMonth' },
		{ name: 'Month to Date', value: 'monthToDate' },
		{ name: 'Today', value: 'today' },
		{ name: 'Year to Date', value: 'yearToDate' },
	],
	default: 'last30Days',
	description: 'Only results of this time. Without it Quickbot takes the last 30 days.',
};

export const timeZone: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timeZone',
	type: 'string',
	default: '',
	placeholder: 'e.g. Europe/Berlin',
	description: 'Where days and months begin',
};
