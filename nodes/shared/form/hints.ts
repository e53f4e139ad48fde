import type { NodeHint } from 'n8n-workflow';

/** Before a run: what is dangerous about how the node is set. */
export const deliveryHint: NodeHint = {
	message:
		'Delivery is At Least Once: Retry On Fail sends items that may exist at the vendor again. There may be two of them then.',
	type: 'warning',
	displayCondition: '={{ $parameter["options"]?.["delivery"] === "atLeastOnce" }}',
	whenToDisplay: 'beforeExecution',
	location: 'outputPane',
};

/** @param operations those that the vendor takes credits for */
export const creditsHint = (operations: string[]): NodeHint => ({
	message: 'Each of these many items costs credits.',
	displayCondition: `={{ ${JSON.stringify(operations)}.includes($parameter["operation"]) && $input.all().length >= 100 }}`,
	whenToDisplay: 'beforeExecution',
	location: 'outputPane',
});
