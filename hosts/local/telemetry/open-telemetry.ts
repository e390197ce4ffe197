/** Spans and metrics with the names of Spin 4.0, by OTLP over HTTP. Built apart, because few runs load it. */
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Execution, RequestTelemetry, Telemetry } from './telemetry.js';

/** As the OpenTelemetry specification has it, in milliseconds. */
const defaultExportInterval = 60_000;

export const createTelemetry = ({
  application,
  traces,
  metrics,
}: {
  readonly application: { readonly name: string; readonly version?: string | undefined };
  readonly traces: boolean;
  readonly metrics: boolean;
}): Telemetry => {
  const resource = resourceFromAttributes({
    'service.name': process.env.OTEL_SERVICE_NAME || 'spin',
    ...(application.version && { 'service.version': application.version }),
  });
  const spans = new BasicTracerProvider({
    resource,
    spanProcessors: traces ? [new BatchSpanProcessor(new OTLPTraceExporter())] : [],
  });
  const exportIntervalMillis =
    Number(process.env.OTEL_METRIC_EXPORT_INTERVAL) || defaultExportInterval;
  const meters = new MeterProvider({
    resource,
    readers: metrics
      ? [
          new PeriodicExportingMetricReader({
            exporter: new OTLPMetricExporter(),
            exportIntervalMillis,
            exportTimeoutMillis: Math.min(exportIntervalMillis, 30_000),
          }),
        ]
      : [],
  });
  const tracer = spans.getTracer('spin');
  const meter = meters.getMeter('spin');
  const requests = meter.createCounter('spin.request_count');
  const cpuTime = meter.createHistogram('spin.component_cpu_time');
  const memoryOnInit = meter.createHistogram('spin.component_memory_used_on_init');
  const memory = meter.createHistogram('spin.component_memory_used');
  const propagator = new W3CTraceContextPropagator();

  /** Records what a component did for a request, below its span. */
  const execution = (server: Context, component: string) => {
    const span = tracer.startSpan(`execute_wasm_component ${component}`, {}, server);
    const inside = trace.setSpan(server, span);
    const executed = ({ calls, end, ...measured }: Execution): void => {
      for (const { name, attributes, start, end } of calls) {
        const kind = SpanKind.CLIENT;
        tracer.startSpan(name, { kind, attributes, startTime: start }, inside).end(end);
      }
      const labels = { component_id: component };
      memoryOnInit.record(measured.memoryBytesOnInit, { ...labels, unit: 'By' });
      memory.record(measured.memoryBytes, { ...labels, unit: 'By' });
      if (measured.cpuSeconds !== undefined) {
        cpuTime.record(measured.cpuSeconds, { ...labels, unit: 's' });
      }
      span.end(end);
    };
    return { span, executed };
  };

  return {
    request: ({ method, path, query, peer, headers }): RequestTelemetry => {
      const attributes = {
        'http.request.method': method,
        'network.peer.address': peer.address,
        'network.peer.port': peer.port,
        'network.protocol.name': 'http',
        'url.path': path,
        'url.query': query,
        'url.scheme': '',
      };
      const caller = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, caller);
      let inComponent: { span: Span; executed: (execution: Execution) => void } | undefined;
      return {
        matched: (route, component) => {
          span.updateName(`${method} ${route}`).setAttribute('http.route', route);
          requests.add(1, {
            trigger_type: 'http',
            app_id: application.name,
            component_id: component,
          });
          inComponent = execution(trace.setSpan(caller, span), component);
        },
        executed: (done) => inComponent?.executed(done),
        failed: (reason) => {
          span.setAttribute('error.type', reason);
          inComponent?.span.setStatus({ code: SpanStatusCode.ERROR, message: reason }).end();
        },
        answered: (status) => {
          if (status !== undefined) span.setAttribute('http.response.status_code', status);
          span.end();
        },
      };
    },
    close: async () => {
      await Promise.allSettled([spans.shutdown(), meters.shutdown()]);
    },
  };
};
