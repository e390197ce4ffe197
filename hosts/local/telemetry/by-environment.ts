import type { Telemetry } from './telemetry.js';

const isSet = (name: string): boolean => (process.env[name] ?? '') !== '';

/**
 * Opens what Spin opens by the same environment variables.
 *
 * @returns undefined if no endpoint is set; then nothing of OpenTelemetry is loaded
 */
export const openTelemetry = async (application: {
  readonly name: string;
  readonly version?: string | undefined;
}): Promise<Telemetry | undefined> => {
  const endpoints = (signal: string): boolean =>
    isSet('OTEL_EXPORTER_OTLP_ENDPOINT') || isSet(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`);
  const [traces, metrics] = [endpoints('TRACES'), endpoints('METRICS')];
  if (isSet('OTEL_SDK_DISABLED') || !(traces || metrics)) return undefined;
  const { createTelemetry } = await import('./open-telemetry.js');
  return createTelemetry({ application, traces, metrics });
};
