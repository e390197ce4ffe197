/** References between records, as checked by publishing and by `npm run data:check`. */
import type { CollectionName } from './fields.js';

/** The members that hold ids, as JSON pointers with `*` for any index, and the collection they refer to. */
export const referenceFields: readonly [
  from: CollectionName,
  pattern: string,
  to: CollectionName,
][] = [
  ['takeaways', '/event', 'events'],
  ['takeaways', '/topic', 'topics'],
  ['takeaways', '/topics/*', 'topics'],
  ['takeaways', '/technologies/*', 'technologies'],
  ['takeaways', '/claims/*', 'claims'],
  ['takeaways', '/source/id', 'sources'],
  ['takeaways', '/talk/id', 'talks'],
  ['takeaways', '/talk/speakers/*/id', 'people'],
  ['takeaways', '/people/*', 'people'],
  ['takeaways', '/related/*', 'takeaways'],
  ['technologies', '/cncf/event', 'events'],
  ['sources', '/event', 'events'],
  ['claims', '/takeaways/*', 'takeaways'],
  ['talks', '/event', 'events'],
  ['talks', '/speakers/*/id', 'people'],
];

/** @returns the JSON pointer (RFC 6901) of `path`. */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * @param value any JSON value
 * @param pattern a JSON pointer without escapes, with `*` for any index
 * @returns the texts at this pattern, each with its pointer
 */
export const textsAt = (value: unknown, pattern: string): [pointer: string, text: string][] => {
  let found: [string, unknown][] = [['', value]];
  for (const key of pattern.split('/').slice(1)) {
    found = found.flatMap(([pointer, within]): [string, unknown][] => {
      if (typeof within !== 'object' || within === null) return [];
      if (key === '*') {
        return Array.isArray(within) ? within.map((item, n) => [`${pointer}/${n}`, item]) : [];
      }
      return Object.hasOwn(within, key) ? [[`${pointer}/${key}`, Reflect.get(within, key)]] : [];
    });
  }
  return found.filter((leaf): leaf is [string, string] => typeof leaf[1] === 'string');
};
