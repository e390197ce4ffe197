/** Publishing over HTTP, to servers that were started with the token. */
import { readDataset } from '../../curation/read-dataset.js';

/** The token of the servers, which live as long as their tests. */
export const token = 'correct-horse-battery-staple';

/** Publishes the dataset with another name for its first topic, whatever is served. */
export const publishRenamed = ({ url }: { readonly url: string }, name: string) => {
  const { topics, ...others } = readDataset();
  const [first, ...rest] = topics;
  return fetch(`${url}/v1/dataset`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'if-match': '*',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ ...others, topics: [{ ...first, name }, ...rest] }),
  });
};
