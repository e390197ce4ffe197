/** SQLite of Node 22.13 and later, as far as we use it: the types that we have are those of Node 20. */
declare module 'node:sqlite' {
  export const DatabaseSync: new (path: string) => import('../key-value.js').Sqlite;
}
