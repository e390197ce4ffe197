/** URL (URL Standard, section 6) for absolute URLs with the schemes http and https: those of requests. */
import { parseHost } from './host.js';
import { encodeMatching } from './percent-encoding.js';
import { URLSearchParams } from './url-search-params.js';

/** Scheme, authority, path, query and fragment. */
const shape = /^(https?):[/\\]*([^/\\?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is;

const atTheEnds = /^[\0-\x20]+|[\0-\x20]+$/g;
const anywhere = /[\t\n\r]/g;

/** What is percent-encoded where: the sets of section 1.3, with what is beyond ASCII. */
const encoded = {
  fragment: /[^!#-;=?-_a-z{-~]/gu,
  query: /[^!$-&(-;=?-~]/gu,
  path: /[^!$-;=@-\]_a-z|~]/gu,
  userinfo: /[^!$-.0-9A-Z_a-z~]/gu,
} as const;

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

export class URL {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  /** With the question mark, which stays in the URL where nothing follows it; so does the number sign. */
  private query: string;
  private readonly fragment: string;
  private params: URLSearchParams | undefined;

  /** @throws TypeError where it is no absolute URL with one of the schemes */
  constructor(url: string | { toString(): string }) {
    const text = String(url).replace(atTheEnds, '').replace(anywhere, '');
    const [, scheme, authority = '', path = '', query = '', fragment = ''] = shape.exec(text) ?? [];
    if (scheme === undefined) throw new TypeError(`${text} is no absolute URL.`);
    this.protocol = `${scheme.toLowerCase()}:`;
    const at = authority.lastIndexOf('@');
    const [, username = '', password = ''] =
      /^([^:]*):?(.*)$/s.exec(authority.slice(0, Math.max(0, at))) ?? [];
    this.username = encodeMatching(username, encoded.userinfo);
    this.password = encodeMatching(password, encoded.userinfo);
    const [, host = '', port = ''] =
      /^((?:\[[^\]]*\])?[^:]*)(?::(.*))?$/s.exec(authority.slice(at + 1)) ?? [];
    this.hostname = parseHost(host);
    this.port = this.parsePort(port);
    this.pathname = parsePath(path);
    this.query = encodeQuery(query);
    this.fragment = fragment && `#${encodeMatching(fragment.slice(1), encoded.fragment)}`;
  }

  static canParse(url: string): boolean {
    try {
      return new URL(url).href !== '';
    } catch {
      return false;
    }
  }

  get host(): string {
    return this.port === '' ? this.hostname : `${this.hostname}:${this.port}`;
  }

  get origin(): string {
    return `${this.protocol}//${this.host}`;
  }

  get search(): string {
    return this.query === '?' ? '' : this.query;
  }

  get hash(): string {
    return this.fragment === '#' ? '' : this.fragment;
  }

  set search(search: string) {
    const query = search.replace(anywhere, '');
    this.query = query === '' ? '' : encodeQuery(query.startsWith('?') ? query : `?${query}`);
    this.params = undefined;
  }

  get searchParams(): URLSearchParams {
    this.params ??= new URLSearchParams(this.query, () => {
      const query = this.params?.toString();
      this.query = query ? `?${query}` : '';
    });
    return this.params;
  }

  get href(): string {
    const password = this.password && `:${this.password}`;
    const credentials = this.username || password ? `${this.username}${password}@` : '';
    return `${this.protocol}//${credentials}${this.host}${this.pathname}${this.query}${this.fragment}`;
  }

  toString(): string {
    return this.href;
  }

  toJSON(): string {
    return this.href;
  }

  private parsePort(port: string): string {
    if (port === '') return '';
    const number = Number(port);
    if (!/^\d+$/.test(port) || number > 65_535) throw new TypeError(`${port} is no port.`);
    return String(number) === defaultPorts[this.protocol] ? '' : String(number);
  }
}

const encodeQuery = (query: string): string =>
  query && `?${encodeMatching(query.slice(1), encoded.query)}`;

const isSingleDot = (segment: string): boolean => /^(?:\.|%2e)$/i.test(segment);
const isDoubleDot = (segment: string): boolean => /^(?:\.|%2e){2}$/i.test(segment);

const parsePath = (path: string): string => {
  const segments = path.replaceAll('\\', '/').split('/').slice(1);
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (isDoubleDot(segment)) kept.pop();
    else if (!isSingleDot(segment)) kept.push(encodeMatching(segment, encoded.path));
    if (isLast && (isDoubleDot(segment) || isSingleDot(segment))) kept.push('');
  }
  return `/${kept.join('/')}`;
};
