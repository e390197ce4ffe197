/** Zod schemas of the scalar values in records. */
import * as z from 'zod/mini';

/** Lower-case words separated by single hyphens: the id of a record. */
export const slugSchema = z
  .string()
  .check(z.maxLength(60), z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not a slug'));

/** @returns the schema of a text of `min` to `max` characters. */
export const text = (min: number, max: number) =>
  z.string().check(z.trim(), z.minLength(min), z.maxLength(max));

export const webAddress = z
  .string()
  .check(z.maxLength(300), z.regex(/^https:\/\/\S+$/, 'is not an https URL'));
