/**
 * A SQLite file in which the n-th write of another process never ends, so that the process can be killed exactly
 * there. A trigger counts the writes; in the n-th it writes more than SQLite keeps in memory, so that the write-ahead
 * log grows, which others see, and then starts to count an endless table.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'libsql';
import { keyValueStore } from '../../hosts/key-value.js';
import { databaseFile, openState } from '../../hosts/local/state.js';
import { publishEditions } from './datasets.js';

/** How much the process writes where it is stopped, and how much of it in the log tells that it is, in bytes. */
const [ballast, evident] = [8 * 1024 * 1024, 4 * 1024 * 1024];

const endless = `
  CREATE TABLE stop (writes_left INTEGER);
  CREATE TABLE ballast (bytes BLOB);
  CREATE VIEW endless AS
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) SELECT n FROM number;`;

/** Setting a key that is there is an update, though it is written as an insertion with a conflict. */
const isNew =
  'WHEN NOT EXISTS (SELECT 1 FROM spin_key_value WHERE store = NEW.store AND key = NEW.key)';

const triggerOn = (change: string, condition = ''): string => `
  CREATE TRIGGER stop_${change} BEFORE ${change} ON spin_key_value ${condition} BEGIN
    UPDATE stop SET writes_left = writes_left - 1;
    INSERT INTO ballast SELECT zeroblob(${ballast}) FROM stop WHERE writes_left < 0;
    SELECT CASE WHEN (SELECT writes_left FROM stop) < 0 THEN (SELECT count(*) FROM endless) END;
  END;`;

const disarmed = `
  DROP TRIGGER IF EXISTS stop_insert;
  DROP TRIGGER IF EXISTS stop_update;
  DROP TRIGGER IF EXISTS stop_delete;
  DROP VIEW IF EXISTS endless;
  DROP TABLE IF EXISTS ballast;
  DROP TABLE IF EXISTS stop;`;

export class StoppingSqlite {
  private readonly database: Database.Database;

  /** @param folder the folder of the file, which is made if it is missing */
  constructor(readonly folder: string) {
    openState(folder).close();
    this.database = new Database(join(folder, databaseFile), { timeout: 10_000 });
  }

  /** Removes everything, and publishes these editions. */
  async fill(editions: readonly number[]): Promise<void> {
    this.database.exec(`${disarmed} DELETE FROM spin_key_value;`);
    const state = openState(this.folder);
    await publishEditions(keyValueStore(state, 'default'), editions);
    state.close();
  }

  /** Lets write number `n`, counted from 1, never end. */
  arm(n: number): void {
    this.database.exec(
      `${endless} INSERT INTO stop VALUES (${n - 1}); 
       ${triggerOn('insert', isNew)} ${triggerOn('update')} ${triggerOn('delete')}`,
    );
    const [checkpoint] = this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
    if ((checkpoint as { busy: number }).busy !== 0) {
      throw new Error('Expected nobody to read, so that the write-ahead log can be emptied.');
    }
  }

  /** Lets every write end again. */
  disarm(): void {
    this.database.exec(disarmed);
  }

  /** @returns true when the process is in its n-th write; false where `ended` becomes true before. */
  async isStopped(ended: () => boolean): Promise<boolean> {
    for (; !ended(); await setTimeout(2)) {
      if (statSync(this.log).size > evident) return true;
    }
    return false;
  }

  /** The keys that there are after one more publication two hours later, sorted. */
  async keysAfterNext(): Promise<string[]> {
    const state = openState(this.folder);
    const later = new Date(Date.now() + 2 * 60 * 60 * 1000);
    await publishEditions(keyValueStore(state, 'default'), [99], later);
    state.close();
    const rows = this.database.prepare('SELECT key FROM spin_key_value ORDER BY key').all();
    return (rows as { key: string }[]).map(({ key }) => key);
  }

  close(): void {
    this.database.close();
  }

  /** SQLite's write-ahead log. */
  private get log(): string {
    return `${join(this.folder, databaseFile)}-wal`;
  }
}
