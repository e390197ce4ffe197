/** Example requests as curl commands. */
import type { OperationObject, Parameter } from '../openapi/openapi-types.js';

/** The page's script replaces it with the address of the server. */
const server = 'http://localhost:3000';

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * @param method the method in lower case
 * @param path the path with `{names}`
 * @param parameters the operation's parameters; the command contains those with examples
 * @param operation the operation
 */
export const curlOf = (
  method: string,
  path: string,
  parameters: readonly Parameter[],
  { security, requestBody }: OperationObject,
): string => {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: place, example } of parameters) {
    if (place === 'path') filled = filled.replace(`{${name}}`, String(example ?? `{${name}}`));
    if (place !== 'query' || example === undefined) continue;
    for (const value of [example].flat()) query.append(name, String(value));
  }
  const [bodyType] = Object.keys(requestBody?.content ?? {});
  const headers = parameters.filter((header) => header.in === 'header' && header.required);
  return [
    'curl',
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(security ? ['-H "Authorization: Bearer $TAKEAWAYS_TOKEN"'] : []),
    ...headers.map(({ name }) => `-H ${quote(`${name}: *`)}`),
    ...(bodyType ? [`-H ${quote(`Content-Type: ${bodyType}`)}`, '--data-binary @file'] : []),
    quote(server + filled + (query.size > 0 ? `?${query}` : '')),
  ].join(' ');
};
