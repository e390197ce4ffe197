/** Updates the explorer while the user types and chooses filters. It works without this script, too. */

/** The pause in typing that starts a search, in milliseconds. */
const pause = 150;

/** The ids of the elements that a response replaces. The search field stays as the user types. */
const replaced = ['filters', 'order', 'found'];

const get = (id: string, page: Document = document): HTMLElement => {
  const element = page.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
};

const form = get('explorer') as HTMLFormElement;
const field = get('q') as HTMLInputElement;
const status = get('status');
const results = get('results');
const newer = get('newer');

const here = () => location.pathname + location.search;

/** The address that submitting the form would request. */
const asked = (): string => {
  const fields = [...new FormData(form)].filter(([, value]) => value !== '');
  const query = new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
  return query.size > 0 ? `/?${query}` : '/';
};

let shown = here();
let waiting: ReturnType<typeof setTimeout> | undefined;
let request = new AbortController();
/** Whether the current history entry came from typing. More typing then replaces it. */
let typing = false;

/** Shows the results at an address. A later call cancels an earlier one. */
const show = async (address: string, typed = false): Promise<void> => {
  clearTimeout(waiting);
  request.abort();
  request = new AbortController();
  const { signal } = request;
  get('found').ariaBusy = 'true';
  try {
    const response = await fetch(address, { headers: { accept: 'text/html' }, signal });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (signal.aborted) return;
    if (address !== here()) {
      history[typed && typing ? 'replaceState' : 'pushState'](null, '', address);
    }
    typing = typed;
    shown = address;
    if (response.ok) update(page);
    else report(get('problem', page));
    if (!typed) field.value = (get('q', page) as HTMLInputElement).value;
  } catch {
    if (signal.aborted) return;
    status.textContent = 'The server did not respond. Try again.';
  }
  get('found').ariaBusy = null;
};

/** Replaces the content with that of another page, but keeps the focus and open sections. */
const update = (page: Document): void => {
  document.title = page.title;
  const focused = selectorOf(document.activeElement);
  const unfolded = new Map(
    [...document.querySelectorAll('details')].map(({ id, open }) => [id, open]),
  );
  for (const id of replaced) get(id).replaceChildren(...get(id, page).childNodes);
  for (const details of get('filters').querySelectorAll('details')) {
    details.open = unfolded.get(details.id) ?? details.open;
  }
  if (focused)
    (document.querySelector<HTMLElement>(focused) ?? results).focus({ preventScroll: true });
  newer.dataset.revision = get('newer', page).dataset.revision ?? '';
  newer.hidden = true;
  // Screen readers announce a live region only when its text changes.
  status.textContent = get('status', page).textContent;
};

/** Shows a problem in place of the results. */
const report = (problem: HTMLElement): void => {
  get('found').replaceChildren(...problem.querySelectorAll('ul, p'));
  status.textContent = problem.querySelector('h1')?.textContent ?? '';
};

/** @returns a selector that finds a control again after it has been replaced. */
const selectorOf = (element: Element | null): string | undefined => {
  if (element instanceof HTMLSelectElement) return `select[name="${element.name}"]`;
  if (element instanceof HTMLInputElement && element !== field) {
    return `input[name="${element.name}"][value="${CSS.escape(element.value)}"]`;
  }
  if (element?.matches('#filters summary')) return `#${element.parentElement?.id} > summary`;
  return undefined;
};

field.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => show(asked(), true), pause);
});

field.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || field.value === '') return;
  event.preventDefault();
  field.value = '';
  show(asked(), true);
});

form.addEventListener('change', ({ target }) => {
  // Leaving the field ends the typing: the next search gets its own history entry.
  if (target === field) typing = false;
  else show(asked());
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  show(asked());
});

form.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link?.pathname !== '/' || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  show(link.pathname + link.search).then(() => {
    results.focus({ preventScroll: true });
    if (link.rel) results.scrollIntoView();
  });
});

document.addEventListener('keydown', (event) => {
  const busy = document.activeElement?.matches('input:not([type=checkbox]), select, textarea');
  if (event.key !== '/' || busy || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

/** @returns the server's current revision, or undefined if the request fails. */
const servedRevision = async (): Promise<string | undefined> => {
  try {
    const response = await fetch('/v1/meta');
    return response.ok ? (await response.json()).revision : undefined;
  } catch {
    return undefined;
  }
};

// Tell a user who returns to an open page if it is out of date.
document.addEventListener('visibilitychange', async () => {
  if (document.hidden) return;
  const revision = await servedRevision();
  newer.hidden = revision === undefined || revision === newer.dataset.revision;
});

addEventListener('popstate', () => {
  if (here() !== shown) show(here());
});
