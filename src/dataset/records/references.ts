/** Which members of a record name other records: what publishing and `npm run data:check` both check. */
import type { CollectionName } from './fields.js';

/** The members that hold ids, as JSON pointers with `*` for every place in a list, and ids of what. */
export const referenceFields: readonly [
  from: CollectionName,
  pattern: string,
  to: CollectionName,
][] = [
  ['takeaways', '/event', 'events'],
  ['takeaways', '/topic', 'topics'],
  ['takeaways', '/technologies/*', 'technologies'],
  ['takeaways', '/claims/*', 'claims'],
  ['takeaways', '/source/id', 'sources'],
  ['technologies', '/cncf/event', 'events'],
  ['sources', '/event', 'events'],
  ['claims', '/takeaways/*', 'takeaways'],
];

/** @returns the JSON pointer (RFC 6901) that leads along `path`. */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * @param value anything that JSON may hold
 * @param pattern a JSON pointer without escapes, in which `*` stands for every place in a list
 * @returns the texts that it leads to, each with its pointer
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
