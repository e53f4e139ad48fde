import type { IDataObject, IExecuteFunctions, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { InvalidInput } from '../failure/failure';
import { isRecord } from '../base/json';
import { wordsOf } from '../base/wordsOf';
import { isUnusableSegment } from '../request';
import { EMAIL, kindOf } from './values';

/** Reads one parameter of the node as the user wrote it for one item; null when it is hidden or was never added. */
export type ReadParameter = (name: string) => unknown;

/** The item that the values are for. */
export interface ItemOfForm {
	n8n: IExecuteFunctions;
	itemIndex: number;
}

/**
 * The values of a form, or of a collection in it, for one item. An empty value counts as not given.
 * Every method throws InvalidInput that names the field as the form does.
 */
export class ParameterReader {
	constructor(
		private readonly readParameter: ReadParameter,
		private readonly fields: INodeProperties[],
		/** Undefined in a picker or a trigger. */
		readonly item?: ItemOfForm,
	) {}

	/** Text, or undefined when left empty. Numbers and booleans become text, because expressions often return them. */
	text(name: string): string | undefined {
		const value = this.value(name);
		if (value === undefined) return undefined;
		if (typeof value === 'string') return value;
		if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
		throw this.invalid(name, `must be text, not ${kindOf(value)}`, 'Pick one value of it in the expression.');
	}

	requiredText(name: string): string {
		return this.required(name, this.text(name));
	}

	/** An id without the blanks around it, fit to stand in a path. */
	id(name: string): string | undefined {
		const value = this.text(name)?.trim();
		if (!value) return undefined;
		if (isUnusableSegment(value)) {
			throw this.invalid(name, `cannot be "${value}"`, 'Copy the ID from the vendor and paste it whole.');
		}
		return value;
	}

	requiredId(name: string): string {
		return this.required(name, this.id(name));
	}

	email(name: string): string | undefined {
		const value = this.text(name)?.trim();
		if (value === undefined || EMAIL.test(value)) return value;
		throw this.invalid(name, 'is not an email address', 'Enter an address such as nathan@example.com.');
	}

	requiredEmail(name: string): string {
		return this.required(name, this.email(name));
	}

	flag(name: string, otherwise: boolean): boolean {
		const value = this.value(name);
		if (value === undefined) return otherwise;
		if (typeof value === 'boolean') return value;
		if (value === 'true' || value === 'false') return value === 'true';
		throw this.invalid(name, `must be true or false, not ${kindOf(value)}`, 'Use the switch or a boolean expression.');
	}

	/** A number within the bounds that the field itself declares. */
	number(name: string): number | undefined {
		const value = this.value(name);
		if (value === undefined) return undefined;
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		const { minValue = -Infinity, maxValue = Infinity, numberPrecision } = this.field(name).typeOptions ?? {};
		const fits =
			typeof number === 'number' &&
			Number.isFinite(number) &&
			number >= minValue &&
			number <= maxValue &&
			(numberPrecision !== 0 || Number.isInteger(number));
		if (fits) return number;
		const kind = numberPrecision === 0 ? 'a whole number' : 'a number';
		const bounds =
			maxValue !== Infinity ? ` from ${minValue} to ${maxValue}` : minValue !== -Infinity ? ` of at least ${minValue}` : '';
		throw this.invalid(name, `must be ${kind}${bounds}`, 'Enter the number without anything else.');
	}

	requiredNumber(name: string): number {
		return this.required(name, this.number(name));
	}

	/** One of the values that the field offers, as a type that the caller names. */
	choice<T extends string = string>(name: string): T | undefined;
	choice<T extends string = string>(name: string, otherwise: NoInfer<T>): T;
	choice<T extends string>(name: string, otherwise?: T): T | undefined {
		const value = this.text(name);
		if (value === undefined) return otherwise;
		const offered = ((this.field(name).options ?? []) as INodePropertyOptions[]).map((option) => option.value);
		if (offered.includes(value)) return value as T;
		throw this.invalid(name, `cannot be "${value}"`, `Use one of: ${offered.join(', ')}.`);
	}

	/** An object, or its JSON text. */
	object(name: string): IDataObject | undefined {
		const value = this.json(name);
		if (value === undefined || isRecord(value)) return value;
		throw this.invalid(name, `must be a JSON object, not ${kindOf(value)}`, 'Write it as {"name": "value"}.');
	}

	/** A list of anything, or its JSON text. */
	array(name: string): unknown[] | undefined {
		const value = this.json(name);
		if (value === undefined || Array.isArray(value)) return value;
		throw this.invalid(name, `must be a JSON list, not ${kindOf(value)}`, 'Write it as ["value", "value"].');
	}

	/** The fields inside a collection. */
	group(name: string): ParameterReader {
		const value = this.fixedCollection(name) ?? {};
		const children = (this.field(name).options ?? []) as INodeProperties[];
		return new ParameterReader((child) => value[child], children, this.item);
	}

	/** The one entry of a fixed collection, or undefined when it was not added. */
	entry(name: string, entryName: string): ParameterReader | undefined {
		const value = this.fixedCollection(name)?.[entryName];
		if (value === undefined || value === null) return undefined;
		if (!isRecord(value)) throw this.invalid(name, `must hold fields, not ${kindOf(value)}`, 'Add its fields one by one.');
		return new ParameterReader((child) => value[child], this.entryFields(name, entryName), this.item);
	}

	/** The entries of a fixed collection that takes several. */
	entries(name: string, entryName: string): ParameterReader[] {
		const value = this.fixedCollection(name)?.[entryName] ?? [];
		const entries = Array.isArray(value) ? value : [value];
		return entries.map((entry: unknown) => {
			if (!isRecord(entry)) throw this.invalid(name, `must hold fields, not ${kindOf(entry)}`, 'Add its fields one by one.');
			return new ParameterReader((child) => entry[child], this.entryFields(name, entryName), this.item);
		});
	}

	/** The value unchanged, undefined when empty; for fields that take anything. */
	value(name: string): unknown {
		const value = this.read(name);
		const isLocator = this.fields.some((field) => field.name === name && field.type === 'resourceLocator');
		// An agent may fill in a resource locator without n8n's `__rl`.
		const isChoice = isRecord(value) && 'value' in value && (value.__rl === true || isLocator);
		const chosen = isChoice ? value.value : value;
		const isBlank = chosen === null || chosen === undefined || (typeof chosen === 'string' && chosen.trim() === '');
		return isBlank ? undefined : chosen;
	}

	invalid(name: string, problem: string, advice: string): InvalidInput {
		return new InvalidInput(`"${this.field(name).displayName}" ${problem}`, advice);
	}

	private read(name: string): unknown {
		try {
			return this.readParameter(name);
		} catch (error) {
			const reason = wordsOf(error) || 'it could not be read';
			return this.refuse(this.invalid(name, `has no usable value: ${reason}`, 'Correct its expression or its value.'));
		}
	}

	/** The value, which must be there. */
	required<T>(name: string, value: T | undefined): T {
		if (value !== undefined) return value;
		throw this.invalid(name, 'is required but empty', 'Fill it in, or check that its expression has a value for this item.');
	}

	private fixedCollection(name: string): IDataObject | undefined {
		const value = this.value(name);
		if (value === undefined || isRecord(value)) return value;
		throw this.invalid(name, `must hold fields, not ${kindOf(value)}`, 'Add its fields one by one.');
	}

	private json(name: string): unknown {
		const value = this.value(name);
		if (typeof value !== 'string') return value;
		try {
			return JSON.parse(value);
		} catch {
			return this.refuse(this.invalid(name, 'is not valid JSON', 'Check quotes, commas and braces.'));
		}
	}

	/** Throws from a method of its own, because the linter's `require-node-api-error` allows no other error in a catch clause. */
	private refuse(error: InvalidInput): never {
		throw error;
	}

	private field(name: string): INodeProperties {
		const found = this.fields.find((field) => field.name === name);
		if (!found) throw new TypeError(`The form has no field "${name}"`);
		return found;
	}

	private entryFields(name: string, entryName: string): INodeProperties[] {
		const collections = (this.field(name).options ?? []) as INodePropertyCollection[];
		return collections.find((collection) => collection.name === entryName)?.values ?? [];
	}
}
