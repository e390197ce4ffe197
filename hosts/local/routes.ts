/** The result of matching a path. */
export interface RouteMatch<T> {
  readonly target: T;
  /** The route in spin.toml. */
  readonly route: string;
  /** The part of the path that a trailing `/...` matched. */
  readonly pathInfo: string;
  /** The values of `:name` segments, by name. */
  readonly named: Readonly<Record<string, string>>;
}

interface Pattern<T> {
  readonly target: T;
  readonly route: string;
  readonly segments: readonly string[];
  readonly wildcard: boolean;
}

const syntax = /^(\/(:[a-z0-9_-]+|(?!\.\.\.)[^/:*]+))*(\/|\/\.\.\.)?$/i;

/** @returns whether it is a valid route of Spin: literal and `:name` segments, with `/...` at the end. */
export const isRoute = (route: string): boolean => route.startsWith('/') && syntax.test(route);

/** Matches paths like Spin: literal segments before `:name`, before `/...`; trailing slashes are ignored. */
export class Router<T> {
  private readonly patterns: readonly Pattern<T>[];

  constructor(routes: readonly { readonly route: string; readonly target: T }[]) {
    this.patterns = routes
      .map(({ route, target }) => {
        const wildcard = route.endsWith('/...');
        const segments = split(wildcard ? route.slice(0, -'/...'.length) : route);
        return { target, route, segments, wildcard };
      })
      .sort(bySpecificity);
  }

  /** @param path of a URL, without its query */
  match(path: string): RouteMatch<T> | undefined {
    const segments = split(path);
    for (const pattern of this.patterns) {
      const named = matchSegments(pattern, segments);
      if (!named) continue;
      const { target, route, wildcard } = pattern;
      const rest = segments.slice(pattern.segments.length).map((segment) => `/${segment}`);
      const slash = path.endsWith('/') ? '/' : '';
      return { target, route, named, pathInfo: wildcard ? rest.join('') + slash : '' };
    }
    return undefined;
  }
}

const split = (path: string): string[] => {
  const trimmed = path.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? [] : trimmed.split('/');
};

/** @returns the values of `:name` segments, or undefined if the path does not match. */
const matchSegments = (
  { segments, wildcard }: Pattern<unknown>,
  path: readonly string[],
): Record<string, string> | undefined => {
  if (wildcard ? path.length < segments.length : path.length !== segments.length) return undefined;
  const named: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = path[index] ?? '';
    if (segment.startsWith(':')) named[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return named;
};

const bySpecificity = (a: Pattern<unknown>, b: Pattern<unknown>): number => {
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index++) {
    const difference = rank(a, index) - rank(b, index);
    if (difference !== 0) return difference;
  }
  return Number(a.wildcard) - Number(b.wildcard);
};

const rank = (pattern: Pattern<unknown>, index: number): number => {
  const segment = pattern.segments[index];
  if (segment === undefined) return 2;
  return segment.startsWith(':') ? 1 : 0;
};
