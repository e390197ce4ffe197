import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Dashboard = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) }),
  ),
});

/** @returns what the panels of the dashboard ask Prometheus, over a minute */
export const dashboardQueries = (): { readonly panel: string; readonly query: string }[] =>
  Dashboard.parse(
    JSON.parse(readFileSync('k8s/components/metrics/dashboard.json', 'utf8')),
  ).panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({
      panel: title,
      query: expr.replaceAll('$__rate_interval', '1m').replaceAll('$namespace', 'takeaways'),
    })),
  );
