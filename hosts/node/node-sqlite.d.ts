/** The part of SQLite in Node 22.13 and later that is used here; @types/node is that of Node 20. */
declare module 'node:sqlite' {
  export const DatabaseSync: new (path: string) => import('../key-value.js').Sqlite;
}
