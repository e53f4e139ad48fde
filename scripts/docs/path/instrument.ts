import ts from 'typescript';

/** A source file as JavaScript in which every function tells `seen` of its arguments and of its result. */
export function instrument(source: string, seen: string): string {
	const { outputText } = ts.transpileModule(source, {
		compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
		transformers: { before: [tellOfFunctions] },
	});
	return `const __seen = ${seen};\n${outputText}`;
}

const tellOfFunctions: ts.TransformerFactory<ts.SourceFile> = (context) => {
	const { factory } = context;
	const tell = (name: string, value: ts.Expression, isResult: boolean) =>
		factory.createCallExpression(factory.createIdentifier('__seen'), undefined, [
			factory.createStringLiteral(name),
			value,
			isResult ? factory.createTrue() : factory.createFalse(),
		]);
	const argumentsOf = ({ parameters }: ts.SignatureDeclaration) =>
		factory.createObjectLiteralExpression(parameters.flatMap(({ name }) => namesIn(name)).map((name) => factory.createShorthandPropertyAssignment(name)));

	/** Within one function: its returns, but not those of functions inside it. */
	const tellOfReturns = (name: string) => {
		const visit = (node: ts.Node): ts.Node => {
			if (ts.isFunctionLike(node)) return node;
			if (ts.isReturnStatement(node) && node.expression) return factory.createReturnStatement(tell(name, node.expression, true));
			return ts.visitEachChild(node, visit, context);
		};
		return visit;
	};

	const tellOf = <T extends ts.FunctionLikeDeclaration>(node: T, original: ts.Node): T => {
		const { body } = node;
		if (!body) return node;
		const name = nameOf(original);
		const first = tell(name, argumentsOf(node), false);
		if (ts.isBlock(body)) {
			const instrumented = ts.visitEachChild(body, tellOfReturns(name), context);
			return withBody(node, factory.createBlock([factory.createExpressionStatement(first), ...instrumented.statements], true));
		}
		return withBody(node, factory.createParenthesizedExpression(factory.createComma(first, tell(name, body, true))));
	};
	const withBody = <T extends ts.FunctionLikeDeclaration>(node: T, body: ts.Block | ts.Expression): T => {
		const { parameters, modifiers, type } = node;
		if (ts.isArrowFunction(node)) {
			return factory.updateArrowFunction(node, node.modifiers, undefined, parameters, type, node.equalsGreaterThanToken, body) as ts.Node as T;
		}
		const block = body as ts.Block;
		if (ts.isMethodDeclaration(node)) {
			return factory.updateMethodDeclaration(node, modifiers, node.asteriskToken, node.name, undefined, undefined, parameters, type, block) as ts.Node as T;
		}
		if (ts.isFunctionDeclaration(node)) {
			return factory.updateFunctionDeclaration(node, node.modifiers, node.asteriskToken, node.name, undefined, parameters, type, block) as ts.Node as T;
		}
		return node;
	};

	const visit = (node: ts.Node): ts.Node => {
		const inner = ts.visitEachChild(node, visit, context);
		return ts.isArrowFunction(inner) || ts.isMethodDeclaration(inner) || ts.isFunctionDeclaration(inner) ? tellOf(inner, node) : inner;
	};
	return (file) => ts.visitEachChild(file, visit, context);
};

const namesIn = (name: ts.BindingName): string[] => {
	if (ts.isIdentifier(name)) return name.text === 'this' ? [] : [name.text];
	return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
};

/** What a reader would call it: its own name, or that of what it is given to. */
function nameOf(node: ts.Node): string {
	const { name } = node as { name?: ts.Node };
	if (name) return name.getText();
	const { parent } = node;
	if (parent && (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))) return parent.name.getText();
	return parent && !ts.isSourceFile(parent) ? nameOf(parent) : 'the file';
}
