import type { IAuthenticate, ICredentialType, INodeProperties } from 'n8n-workflow';

const field = (name: string, more: object = {}): INodeProperties => ({ displayName: name, name, type: 'string', default: '', ...more });

export class TrialApi implements ICredentialType {
	name = 'trialApi';

	displayName = 'Trial API';

	properties = [field('apiKey', { typeOptions: { password: true } }), field('region'), field('port'), field('workspace')];

	authenticate: IAuthenticate = async ({ apiKey }, request) => ({ ...request, headers: { ...request.headers, 'x-api-key': String(apiKey) } });
}
