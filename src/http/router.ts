/** Finds the route for a path by walking its segments, without trying one route after another. */

/** A route that matches a path. */
export interface RouteMatch<Target> {
  readonly target: Target;
  /** The path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface Node<Target> {
  readonly literals: Map<string, Node<Target>>;
  /** The node for a segment of any text. */
  any?: Node<Target>;
  /** The route that ends here, and the name of the parameter in each of its segments, '' for a literal one. */
  route?: { readonly target: Target; readonly names: readonly string[] };
}

/**
 * @param routes targets by path; `{name}` matches any segment that is not empty
 * @returns a function that finds the route for a path. Slashes at the end of a path do not count
 */
export const createRouter = <Target>(routes: Readonly<Record<string, Target>>) => {
  const root: Node<Target> = { literals: new Map() };
  for (const [path, target] of Object.entries(routes)) {
    let node = root;
    const segments = segmentsOf(path);
    const names = segments.map((segment) => /^{(\w+)}$/.exec(segment)?.[1] ?? '');
    segments.forEach((segment, index) => {
      const next = (names[index] ? node.any : node.literals.get(segment)) ?? {
        literals: new Map(),
      };
      if (names[index]) node.any = next;
      else node.literals.set(segment, next);
      node = next;
    });
    node.route = { target, names };
  }

  return (path: string): RouteMatch<Target> | undefined => {
    const segments = segmentsOf(path);
    let node: Node<Target> | undefined = root;
    for (let index = 0; index < segments.length; index++) {
      const segment = segments[index] ?? '';
      node = node.literals.get(segment) ?? (segment === '' ? undefined : node.any);
      if (!node) return undefined;
    }
    if (!node.route) return undefined;
    const { target, names } = node.route;
    const parameters: Record<string, string> = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[index];
      if (name) parameters[name] = decodeURIComponent(segments[index] ?? '');
    }
    return { target, parameters };
  };
};

const segmentsOf = (path: string): string[] => {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(1, end).split('/');
};
