import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class TrialOAuth2Api implements ICredentialType {
	name = 'trialOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Trial OAuth2 API';

	properties: INodeProperties[] = [{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' }];
}
