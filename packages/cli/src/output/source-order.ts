import { basename } from 'node:path'

/**
 * Returns rules in the order in which people read them: those of the policy file first, then file by file, from top to bottom. The order in
 * which the engine evaluates rules does not help a reader.
 */
export function inSourceOrder<R>(
  rules: readonly R[],
  policy: string,
  placeOf: (rule: R) => { readonly file: string; readonly line: number },
): readonly R[] {
  const root = basename(policy)
  const isRoot = (file: string): boolean => file === root || file.endsWith(`/${root}`)
  return rules.toSorted((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)]
    if (one.file === other.file) return one.line - other.line
    if (isRoot(one.file) !== isRoot(other.file)) return isRoot(one.file) ? -1 : 1
    return one.file < other.file ? -1 : 1
  })
}
