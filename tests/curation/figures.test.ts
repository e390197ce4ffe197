import { describe, expect, it } from 'vitest';
import { dataset, takeaway } from './dataset-drafts.js';

describe('figures', () => {
  type Figure = [id: string, label: string, value: number, unit: string, qualifier?: string];
  const figures: readonly Figure[] = [
    ['valencia-back-in-person', 'Parallel tracks of talks', 8, 'tracks', 'about'],
    ['valencia-back-in-person', 'Years of remote editions before', 2, 'years'],
    ['valencia-back-in-person', 'Halls of company and project booths', 2, 'halls'],
    ['crossplane-draws-crowds-2022', 'Sessions around Crossplane', 8, 'sessions'],
    [
      'wasm-narrow-interface',
      'Functions in the Linux user-space API',
      300,
      'functions',
      'more than',
    ],
    ['amsterdam-over-10000-attendees', 'Attendees', 10_000, 'people', 'more than'],
    ['cncf-ecosystem-2023', 'CNCF projects', 159, 'projects'],
    ['cncf-ecosystem-2023', 'Maintainers', 1_300, 'people'],
    ['cncf-ecosystem-2023', 'Contributors', 200_000, 'people'],
    ['cncf-ecosystem-2023', 'Community group members', 52_000, 'people', 'more than'],
    ['cncf-ecosystem-2023', 'Community group chapters', 406, 'chapters'],
    ['cncf-ecosystem-2023', 'Member organisations', 805, 'organisations'],
    ['wasm-image-one-hundredth', 'Size of a Wasm artefact', 0.01, 'of a container image', 'about'],
    ['paris-over-12000-attendees', 'Attendees', 12_000, 'people', 'more than'],
    ['paris-largest-cncf-event', 'Attendees', 12_000, 'people', 'more than'],
    ['paris-largest-cncf-event', 'Conference days', 3, 'days'],
    ['paris-largest-cncf-event', 'Age of Kubernetes', 10, 'years', 'more than'],
    ['kubernetes-ten-years-figures', 'Age of Kubernetes', 10, 'years'],
    ['kubernetes-ten-years-figures', 'Slack members', 190_000, 'people'],
    ['kubernetes-ten-years-figures', 'Active contributors on GitHub', 3_200, 'people', 'more than'],
    ['kubernetes-ten-years-figures', 'Certified distributions', 100, 'distributions', 'more than'],
    [
      'kubernetes-ten-years-figures',
      'Certified Kubernetes Administrators',
      200_000,
      'people',
      'more than',
    ],
    ['hykes-asks-for-a-higher-bar', 'Tools glued to Terraform by scripts', 30, 'tools'],
    [
      'cncf-projects-and-maturity-labels',
      'CNCF projects besides those named',
      180,
      'projects',
      'more than',
    ],
    ['talks-in-ten-tracks', 'Talks', 223, 'talks'],
    ['talks-in-ten-tracks', 'Tracks', 10, 'tracks'],
    ['google-100m-sboms', 'SBOMs generated', 100_000_000, 'SBOMs'],
    ['helm-chart-checkers', 'Tools presented', 7, 'tools', 'at least'],
    ['opentelemetry-is-everywhere', 'Contributions in the month before', 25_000, 'contributions'],
    ['opentelemetry-logging-sdks', 'Languages with a stable logging SDK', 4, 'languages'],
    ['backstage-adoption-2024', 'Adopters', 2_400, 'adopters', 'more than'],
    ['backstage-adoption-2024', 'Contributors', 1_400, 'people', 'more than'],
    ['backstage-adoption-2024', 'Age of Backstage', 4, 'years'],
    ['six-database-operators-tested', 'Operators compared', 6, 'operators'],
    ['database-patterns-and-operatorhub', 'Operators on OperatorHub', 349, 'operators'],
    ['database-patterns-and-operatorhub', 'Database operators', 47, 'operators'],
    ['database-patterns-and-operatorhub', 'PostgreSQL operators', 9, 'operators'],
  ];

  it.each(figures)('%s: %s, %d %s', (id, label, value, unit, qualifier) => {
    expect(takeaway(id).figures).toContainEqual(
      qualifier ? { label, value, unit, qualifier } : { label, value, unit },
    );
  });

  it('are all of the above', () => {
    const recorded = dataset.takeaways.flatMap(({ id, figures }) =>
      figures.map(({ label }) => `${id}: ${label}`),
    );

    expect(recorded.sort()).toEqual(figures.map(([id, label]) => `${id}: ${label}`).sort());
  });
});
