/** Consecutive lists of numbers: list i consists of the items from `starts[i]` (inclusive) to `starts[i + 1]` (exclusive). */
export interface Lists {
  readonly starts: Uint32Array
  readonly items: Uint32Array
}

/** Packs lists. Linear. */
export function packLists(lists: readonly (readonly number[])[]): Lists {
  const starts = new Uint32Array(lists.length + 1)
  for (const [index, list] of lists.entries()) starts[index + 1] = starts[index]! + list.length
  const items = new Uint32Array(starts[lists.length]!)
  for (const [index, list] of lists.entries()) items.set(list, starts[index]!)
  return { starts, items }
}

/** The reason why untrusted lists are not `count` valid lists of numbers below `limit`; undefined if they are. Linear. */
export function checkLists(lists: Lists, count: number, limit: number): string | undefined {
  const { starts, items } = lists
  if (!(starts instanceof Uint32Array) || !(items instanceof Uint32Array)) return 'lists are not arrays of words'
  if (starts.length !== count + 1) return 'the number of lists is wrong'
  if (starts[0] !== 0 || starts[count] !== items.length) return 'lists do not cover their items'
  for (let i = 0; i < count; i++) if (starts[i]! > starts[i + 1]!) return `list ${i} ends before it starts`
  return items.every((item) => item < limit) ? undefined : 'an item of a list is out of range'
}
