/** The `traceparent` header (W3C Trace Context, section 3.2). */

/** Later versions start with the fields of version 00. Version ff and all-zero IDs are invalid. */
const traceparentPattern =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/;

/**
 * @param header the value of `traceparent`
 * @returns its IDs, named as in the log, or undefined if the header is missing or invalid
 */
export const parseTraceparent = (
  header: string | null,
): { readonly trace_id: string; readonly parent_id: string } | undefined => {
  const [, trace_id, parent_id] = traceparentPattern.exec(header ?? '') ?? [];
  if (!trace_id || !parent_id) return undefined;
  // Version 00 has exactly these four fields.
  if (header?.startsWith('00') && header.length !== 55) return undefined;
  return { trace_id, parent_id };
};
