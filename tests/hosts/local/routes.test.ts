import { describe, expect, test } from 'vitest';
import { isRoute, Router } from '../../../hosts/local/routes.js';

const router = new Router(
  ['/', '/a', '/a/...', '/a/:name', '/a/:name/notes', '/a/b/...'].map((route) => ({
    route,
    target: route,
  })),
);

describe('Router', () => {
  test.each([
    ['/', '/'],
    ['/a', '/a'],
    ['/a/', '/a'],
    ['/a/x', '/a/:name'],
    ['/a/x/notes', '/a/:name/notes'],
    ['/a/x/other', '/a/...'],
    ['/a/b', '/a/b/...'],
    ['/a/b/c/d', '/a/b/...'],
  ])('%s matches %s', (path, route) => {
    expect(router.match(path)?.target).toBe(route);
  });

  test.each(['/b', '/ab', '/b/a'])('%s matches nothing', (path) => {
    expect(router.match(path)).toBeUndefined();
  });

  test('the value of a :name segment is returned', () => {
    expect(router.match('/a/x/notes')?.named).toEqual({ name: 'x' });
  });

  test.each([
    ['/a', ''],
    ['/a/b', ''],
    ['/a/b/', '/'],
    ['/a/b/c/d', '/c/d'],
    ['/a/b/c/', '/c/'],
  ])('the path info of %s is "%s", like in Spin', (path, pathInfo) => {
    expect(router.match(path)?.pathInfo).toBe(pathInfo);
  });
});

test.each([
  ['/', true],
  ['/...', true],
  ['/a/:name/b/...', true],
  ['a', false],
  ['/a/.../b', false],
  ['/a/*', false],
])('isRoute(%s) is %s', (route, expected) => {
  expect(isRoute(route)).toBe(expected);
});
