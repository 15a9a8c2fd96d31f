import type { GroupRecord } from './robots-data.ts'

/** Returns the records of one kind: the agent's own, or else those before the first group. O(records). */
export function ownOrDefault<Kind extends GroupRecord>(
  own: readonly GroupRecord[],
  preamble: readonly GroupRecord[],
  isKind: (record: GroupRecord) => record is Kind,
): readonly Kind[] {
  const found = own.filter(isKind)
  return found.length > 0 ? found : preamble.filter(isKind)
}
