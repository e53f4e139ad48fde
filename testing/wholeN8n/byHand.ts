import type { Rest, StoredWorkflow } from './rest';

/** Execute pressed in the editor, with an item that the trigger is taken to have given out. Returns the execution's id. */
export async function executeByHand(rest: Rest, workflow: StoredWorkflow, trigger: string, json: object): Promise<string> {
	const data = { startTime: Date.now(), executionTime: 0, executionStatus: 'success', source: [], data: { main: [[{ json }]] } };
	const { executionId } = await rest.request<{ executionId: string }>('POST', `/workflows/${workflow.id}/run`, {
		// n8n 1 takes the workflow from here, later ones from the database.
		workflowData: workflow,
		triggerToStartFrom: { name: trigger, data },
	});
	return executionId;
}
