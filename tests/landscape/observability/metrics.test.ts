/**
 * The way of a metric: from a host that answers requests, by OTLP to a collector with our configuration, from there to
 * Prometheus, and to what the dashboard and the alerts ask for.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { type Running, startProgram } from '../../../harness/control-plane/child-process.js';
import { localHost } from '../../../harness/local-host.js';
import { spin } from '../../../harness/spin.js';
import { freePort } from '../../../lib/free-port.js';
import { findProgram } from '../../../lib/programs.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeWith, skipReason } from '../../support/describe-with.js';
import { dashboardQueries } from './dashboard.js';

const skipped = skipReason(
  ['otelcol-test', 'prometheus'].filter((name) => !findProgram(name)),
  'Run: .ci/install-landscape',
);

const Answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** Kepler measures on bare metal; there is nothing to measure here. */
const queries = dashboardQueries().filter(({ query }) => !query.includes('kepler'));
const uniform = queries.filter(({ panel }) => !panel.startsWith('Writing'));

describe.skipIf(skipped)(`The dashboard${skipped}`, () => {
  /** The names of the spans on the first host. */
  let spans: unknown[] | undefined;

  for (const runtime of [localHost, spin]) {
    describeWith(runtime, 'shows what it asks for', () => {
      const started: { stop(): Promise<unknown> }[] = [];
      let prometheus: string;

      const ask = async (query: string) => {
        const url = new URL('/api/v1/query', prometheus);
        url.searchParams.set('query', query);
        return Answer.parse(await (await fetch(url)).json()).data.result;
      };
      /** Asks until there is an answer: metrics are scraped twice before there is a rate. */
      const answer = (query: string) =>
        vi.waitFor(
          async () => {
            const result = await ask(query);
            // Operations that happened only at the start have no mean.
            const numbers = result.filter(({ value }) => value[1] !== 'NaN');
            expect(numbers, query).not.toEqual([]);
            return numbers;
          },
          { timeout: 40_000, interval: 500 },
        );

      beforeAll(async () => {
        const directory = temporaryDirectory();
        const otlp = await freePort();
        const metrics = await freePort();
        const web = await freePort();
        const program = (
          name: string,
          args: readonly string[],
          serving: RegExp,
        ): Promise<Running> => startProgram(findProgram(name) ?? name, args, serving);

        const config = parse(readFileSync('k8s/components/metrics/collector.yaml', 'utf8'));
        config.receivers.otlp.protocols.http.endpoint = `127.0.0.1:${otlp}`;
        config.exporters.prometheus.endpoint = `127.0.0.1:${metrics}`;
        config.connectors.spanmetrics.metrics_flush_interval = '500ms';
        config.service.telemetry = { metrics: { level: 'none' } };
        const collectorFile = join(directory, 'collector.yaml');
        writeFileSync(collectorFile, stringify(config));
        started.push(
          await program('otelcol-test', [`--config=file:${collectorFile}`], /Everything is ready/),
        );

        const prometheusFile = join(directory, 'prometheus.yaml');
        const targets = [{ targets: [`127.0.0.1:${metrics}`] }];
        const scrape = { job_name: 'collector', scrape_interval: '500ms', static_configs: targets };
        writeFileSync(prometheusFile, stringify({ scrape_configs: [scrape] }));
        prometheus = `http://127.0.0.1:${web}`;
        started.push(
          await program(
            'prometheus',
            [
              `--config.file=${prometheusFile}`,
              `--storage.tsdb.path=${join(directory, 'data')}`,
              `--web.listen-address=127.0.0.1:${web}`,
            ],
            /Server is ready to receive web requests/,
          ),
        );

        const server = await runtime.start({
          publishToken: 'a-token-for-tests',
          env: {
            OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlp}`,
            OTEL_METRIC_EXPORT_INTERVAL: '500',
            OTEL_BSP_SCHEDULE_DELAY: '200',
          },
        });
        started.push(server);
        const visit = async (): Promise<void> => {
          await fetch(`${server.url}/v1/takeaways?limit=1`);
          await fetch(`${server.url}/v1/takeaways/none`);
          await fetch(`${server.url}/v1/dataset`, { method: 'PUT', body: '{}' });
        };
        await visit();
        const visiting = setInterval(() => void visit().catch(() => undefined), 300);
        started.push({ stop: async () => clearInterval(visiting) });
      });
      afterAll(async () => {
        for (const one of started.reverse()) await one.stop();
      });

      it.each(uniform.map(({ panel, query }) => [panel, query]))('in "%s"', async (_, query) => {
        expect(Number((await answer(query))[0]?.value[1])).toBeGreaterThanOrEqual(0);
      });

      it('by status, as it was answered', async () => {
        const of = (status: string) =>
          answer(`traces_span_metrics_calls_total{http_response_status_code="${status}"} > 0`);
        const [read] = await of('200');
        expect(read?.metric).toMatchObject({
          span_kind: 'SPAN_KIND_SERVER',
          http_request_method: 'GET',
        });
        await of('404');
      });

      it('of writing requests', async () => {
        const writing = queries.find(({ panel }) => panel.startsWith('Writing'));
        const [refused] = await answer(`${writing?.query} > 0`);
        expect(refused?.metric).toEqual({
          http_request_method: 'PUT',
          http_response_status_code: '401',
        });
      });

      it('with what the alerts ask for', async () => {
        await answer('spin_request_count_total{app_id="takeaways"} > 1');
        await answer(
          'traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER",le="0.5"}',
        );
      });

      // The last test on a host: by now, all its spans have been told.
      it('with the same spans on every host', async () => {
        await vi.waitFor(
          async () => {
            const told = await ask('count by (span_name) (traces_span_metrics_calls_total)');
            const names = told.map(({ metric }) => metric.span_name).sort();
            expect(names).toContain('execute_wasm_component takeaways');
            spans ??= names;
            expect(names).toEqual(spans);
          },
          { timeout: 40_000, interval: 500 },
        );
      });
    });
  }
});
