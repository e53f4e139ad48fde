/** What most community nodes are: one item after the other, n8n's helper with its defaults, the usual continueOnFail. */
exports.Plain = class Plain {
	description = {
		displayName: 'Plain',
		name: 'plain',
		group: ['output'],
		version: 1,
		description: 'Send a request for each item',
		defaults: { name: 'Plain' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'headerApi', displayOptions: { show: { authentication: ['header'] } } }],
		properties: [
			{ displayName: 'Authentication', name: 'authentication', type: 'string', default: 'none' },
			{ displayName: 'Method', name: 'method', type: 'string', default: 'POST' },
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Body', name: 'body', type: 'json', default: '{}' },
			{ displayName: 'Options', name: 'options', type: 'collection', default: {}, options: [{ displayName: 'Timeout', name: 'timeout', type: 'number', default: 0 }] },
		],
	};

	async execute() {
		const returnData = [];
		for (let item = 0; item < this.getInputData().length; item += 1) {
			try {
				const request = {
					method: this.getNodeParameter('method', item),
					url: this.getNodeParameter('url', item),
					body: JSON.parse(this.getNodeParameter('body', item)),
					timeout: this.getNodeParameter('options.timeout', item, 0),
					json: true,
				};
				const response =
					this.getNodeParameter('authentication', item) === 'header'
						? await this.helpers.httpRequestWithAuthentication.call(this, 'headerApi', request)
						: await this.helpers.httpRequest(request);
				returnData.push({ json: response, pairedItem: { item } });
			} catch (error) {
				if (!this.continueOnFail()) throw error;
				returnData.push({ json: { error: error.message }, pairedItem: { item } });
			}
		}
		return [returnData];
	}
};
