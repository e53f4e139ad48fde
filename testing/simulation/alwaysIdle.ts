/** For AutomaticPlaces: a process that has nothing else to do. */
export const alwaysIdle = (): (() => number) => {
	let idleMs = 0;
	return () => (idleMs += 1e9);
};
