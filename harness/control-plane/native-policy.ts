/** Kyverno's policies that mutate, as the API server itself evaluates them: both have the same expressions. */
import { parse } from 'yaml';
import * as z from 'zod';

const mutatingPolicy = z.looseObject({
  kind: z.enum(['MutatingPolicy', 'NamespacedMutatingPolicy']),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.object({
    failurePolicy: z.string(),
    matchConstraints: z.unknown(),
    matchConditions: z.unknown(),
    mutations: z.unknown(),
  }),
});

/**
 * @param text a policy of Kyverno, in YAML
 * @returns the same for the API server, with what puts it into force
 * @throws Error if it is no such policy
 */
export const nativePolicy = (text: string): readonly object[] => {
  const { metadata, spec } = mutatingPolicy.parse(parse(text));
  const { failurePolicy, matchConstraints, matchConditions, mutations } = spec;
  const apiVersion = 'admissionregistration.k8s.io/v1beta1';
  const { name } = metadata;
  return [
    {
      apiVersion,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name },
      spec: {
        ...{ failurePolicy, matchConstraints, matchConditions, mutations },
        reinvocationPolicy: 'Never',
      },
    },
    {
      apiVersion,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name },
    },
  ];
};
