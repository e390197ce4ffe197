/** Objects that run images, for what decides which images may run. */

/** @returns a SpinApp named `app` */
export const spinApp = (namespace: string, image: string) => ({
  apiVersion: 'core.spinkube.dev/v1alpha1',
  kind: 'SpinApp',
  metadata: { name: 'app', namespace },
  spec: { image, executor: 'shim', replicas: 1 },
});

/** @returns a Deployment named `app`, with a container for each image, and an init container for each of `first` */
export const deployment = (
  namespace: string,
  images: readonly string[],
  first: readonly string[] = [],
) => {
  const containers = (prefix: string, list: readonly string[]) =>
    list.map((image, index) => ({ name: `${prefix}-${index}`, image }));
  const labels = { app: 'app' };
  const spec = {
    containers: containers('then', images),
    initContainers: containers('first', first),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app', namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
};
