/** Sends one header, whatever the vendor calls it. */
exports.HeaderApi = class HeaderApi {
	name = 'headerApi';

	displayName = 'Header API';

	properties = [
		{ displayName: 'Name', name: 'name', type: 'string', default: '' },
		{ displayName: 'Value', name: 'value', type: 'string', typeOptions: { password: true }, default: '' },
	];

	authenticate = {
		type: 'generic',
		properties: { headers: { '={{ $credentials.name }}': '={{ $credentials.value }}' } },
	};
};
