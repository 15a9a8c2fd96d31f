/** Whether a tree of plain data contains an object whose property `kind` has this value. */
export function mentions(tree: unknown, kind: string): boolean {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return false
  if ('kind' in tree && tree.kind === kind) return true
  return Object.values(tree).some((value) => mentions(value, kind))
}
