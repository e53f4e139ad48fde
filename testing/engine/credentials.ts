import type {
	ICredentialDataDecryptedObject,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowDataProxyAdditionalKeys,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import type { Core } from './core';
import { inIsolate } from './isolate';
import type { Registry } from './nodeTypes';
import type { CredentialStore } from './types';

/** Stored credentials, encrypted as in n8n's database, by `type` or `type.id`. */
export class CredentialVault {
	private readonly encrypted = new Map<string, string>();

	constructor(
		private readonly core: Core,
		private readonly parent?: CredentialVault,
	) {}

	static async from(core: Core, store: CredentialStore = {}, parent?: CredentialVault): Promise<CredentialVault> {
		const vault = new CredentialVault(core, parent);
		for (const [key, data] of Object.entries(store)) await vault.write(key, data as ICredentialDataDecryptedObject);
		return vault;
	}

	async read(type: string, id?: string | null): Promise<ICredentialDataDecryptedObject> {
		const key = this.findKey(type, id);
		const data = this.lookUp(key);
		if (data === undefined) throw new Error(`The engine was given no credential "${key}"`);
		return await new this.core.core.Credentials({ id: key, name: key }, type, data).getData();
	}

	async update(type: string, id: string | null | undefined, data: ICredentialDataDecryptedObject): Promise<void> {
		const key = this.findKey(type, id);
		const owner = this.encrypted.has(key) || !this.parent ? this : this.parent;
		await owner.write(key, data);
	}

	private findKey(type: string, id?: string | null): string {
		const withId = `${type}.${id}`;
		return this.lookUp(withId) === undefined ? type : withId;
	}

	private lookUp(key: string): string | undefined {
		return this.encrypted.get(key) ?? this.parent?.lookUp(key);
	}

	private async write(key: string, data: ICredentialDataDecryptedObject): Promise<void> {
		const credentials = new this.core.core.Credentials({ id: key, name: key }, key);
		await credentials.setData(data);
		this.encrypted.set(key, credentials.getDataToSave().data!);
	}
}

/** What n8n's own CredentialsHelper does, with a vault in place of its database. */
export function makeCredentialsHelper(core: Core, registry: Registry, vault: CredentialVault) {
	const { workflow: n8n } = core;
	/** n8n resolves credentials that belong to no item in a workflow of nothing but this node. */
	const nobody: INode = { id: '', name: '', typeVersion: 1, type: 'mock', position: [0, 0], parameters: {} };

	class CredentialsHelper extends n8n.ICredentialsHelper {
		getParentTypes(type: string): string[] {
			return registry.getParentTypes(type);
		}

		isCredentialUsableByNode(): boolean {
			return true;
		}

		getCredentialsProperties(type: string): INodeProperties[] {
			const { extends: parents, properties } = registry.getCredential(type);
			if (!parents) return properties;
			const merged: INodeProperties[] = [];
			for (const parent of parents) n8n.NodeHelpers.mergeNodeProperties(merged, this.getCredentialsProperties(parent));
			n8n.NodeHelpers.mergeNodeProperties(merged, properties);
			return merged;
		}

		async getCredentials(details: INodeCredentialsDetails, type: string) {
			const credentials = new core.core.Credentials({ id: details.id, name: details.name }, type);
			await credentials.setData(await vault.read(type, details.id));
			return credentials;
		}

		async getDecrypted(
			additionalData: IWorkflowExecuteAdditionalData,
			details: INodeCredentialsDetails,
			type: string,
			mode: WorkflowExecuteMode,
			executeData?: IExecuteData,
			raw?: boolean,
			resolveValues?: ICredentialsExpressionResolveValues,
		): Promise<ICredentialDataDecryptedObject> {
			const stored = await vault.read(type, details.id);
			if (raw) return stored;
			return await this.resolve(additionalData, stored, type, mode, executeData, resolveValues);
		}

		/** Adds the type's defaults and resolves expressions, for the item at hand where there is one. */
		async resolve(
			additionalData: IWorkflowExecuteAdditionalData,
			stored: ICredentialDataDecryptedObject,
			type: string,
			mode: WorkflowExecuteMode,
			executeData?: IExecuteData,
			item?: ICredentialsExpressionResolveValues,
		): Promise<ICredentialDataDecryptedObject> {
			const withDefaults = n8n.NodeHelpers.getNodeParameters(
				this.getCredentialsProperties(type),
				stored as INodeParameters,
				true,
				false,
				null,
				null,
			) as INodeParameters;
			// It is no field of the form, so the line above has removed it. n8n puts it back as well.
			if (stored.oauthTokenData !== undefined) withDefaults.oauthTokenData = stored.oauthTokenData as INodeParameters;
			const additionalKeys = core.core.getAdditionalKeys(additionalData, mode, null, { isCredential: true });

			if (item) {
				try {
					return item.workflow.expression.getParameterValue(
						withDefaults,
						item.runExecutionData,
						item.runIndex,
						item.itemIndex,
						item.node.name,
						item.connectionInputData,
						mode,
						additionalKeys,
						executeData,
						false,
						withDefaults,
					) as ICredentialDataDecryptedObject;
				} catch (error) {
					(error as Error).message += ' [Error resolving credentials]';
					throw error;
				}
			}
			const workflow = this.workflowOfNobody();
			return await inIsolate(
				workflow,
				async () =>
					workflow.expression.getComplexParameterValue(
						nobody,
						withDefaults,
						mode,
						additionalKeys,
						undefined,
						undefined,
						withDefaults,
					) as ICredentialDataDecryptedObject,
			);
		}

		async authenticate(
			credentials: ICredentialDataDecryptedObject,
			type: string,
			incoming: IHttpRequestOptions | IRequestOptionsSimplified,
			workflow: Workflow,
			node: INode,
		): Promise<IHttpRequestOptions> {
			const request = incoming as IHttpRequestOptions & Record<string, Record<string, string>>;
			const { authenticate } = registry.getCredential(type);
			if (typeof authenticate === 'function') return await authenticate(credentials, request);
			if (!authenticate) return request;

			const resolve = (text: string) => resolveText(text, { $credentials: credentials as never }, workflow, node);
			request.headers ??= {};
			if (authenticate.type !== 'generic') return request;
			for (const [part, values] of Object.entries(authenticate.properties)) {
				request[part] ||= {};
				for (const [key, value] of Object.entries(values as Record<string, string>)) {
					request[part]![resolve(key)] = resolve(value);
				}
			}
			return request;
		}

		async preAuthentication(
			helpers: IHttpRequestHelper,
			credentials: ICredentialDataDecryptedObject,
			type: string,
			node: INode,
			expired: boolean,
		): Promise<ICredentialDataDecryptedObject | undefined> {
			const { preAuthentication, properties, name } = registry.getCredential(type);
			const expirable = properties.find((property) => property.type === 'hidden' && property.typeOptions?.expirable === true);
			if (!expirable || typeof preAuthentication !== 'function') return undefined;
			const isTest = node.parameters?.temp === '' && node.type === 'n8n-nodes-base.noOp';
			if (credentials[expirable.name] !== '' && !expired && !isTest) return undefined;

			const renewed = (await preAuthentication.call(helpers, credentials)) as ICredentialDataDecryptedObject;
			if (renewed[expirable.name] === undefined || !node.credentials) return undefined;

			const id = node.credentials[name]?.id;
			const stored = await vault.read(name, id);
			const kept = Object.entries(renewed).filter(
				([key]) => key === expirable.name || !isExpression(stored[key]),
			);
			await vault.update(name, id, { ...stored, ...Object.fromEntries(kept) });
			return Object.assign(credentials, renewed);
		}

		async runPreAuthentication(
			helpers: IHttpRequestHelper,
			credentials: ICredentialDataDecryptedObject,
			type: string,
		): Promise<ICredentialDataDecryptedObject | undefined> {
			const { preAuthentication } = registry.getCredential(type);
			return (await preAuthentication?.call(helpers, credentials)) as ICredentialDataDecryptedObject | undefined;
		}

		async updateCredentials(
			details: INodeCredentialsDetails,
			type: string,
			data: ICredentialDataDecryptedObject,
		): Promise<void> {
			await vault.update(type, details.id, data);
		}

		async updateCredentialsOauthTokenData(
			details: INodeCredentialsDetails,
			type: string,
			{ oauthTokenData = {} }: ICredentialDataDecryptedObject,
		): Promise<void> {
			await vault.update(type, details.id, { ...(await vault.read(type, details.id)), oauthTokenData });
		}

		private workflowOfNobody(): Workflow {
			const nodeType = { description: { properties: [] } };
			const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
			return new n8n.Workflow({ nodes: [nobody], connections: {}, active: false, nodeTypes: nodeTypes as never });
		}
	}

	function resolveText(text: string, keys: IWorkflowDataProxyAdditionalKeys, workflow: Workflow, node: INode): string {
		if (!isExpression(text)) return text;
		return String(workflow.expression.getSimpleParameterValue(node, text, 'internal', keys, undefined, '') || '');
	}

	return new CredentialsHelper();
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

export type CredentialsHelper = ReturnType<typeof makeCredentialsHelper>;
