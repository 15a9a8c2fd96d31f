/** Many lists of numbers back to back: list i is `items[starts[i]]` to before `items[starts[i + 1]]`. */
export interface Lists {
  readonly starts: Uint32Array
  readonly items: Uint32Array
}

/** The lists as data. Linear. */
export function packLists(lists: readonly (readonly number[])[]): Lists {
  const starts = new Uint32Array(lists.length + 1)
  for (const [index, list] of lists.entries()) starts[index + 1] = starts[index]! + list.length
  const items = new Uint32Array(starts[lists.length]!)
  for (const [index, list] of lists.entries()) items.set(list, starts[index]!)
  return { starts, items }
}

/** Why lists from outside cannot be used as `count` lists of numbers below `limit`; undefined when they can. Linear. */
export function checkLists(lists: Lists, count: number, limit: number): string | undefined {
  const { starts, items } = lists
  if (!(starts instanceof Uint32Array) || !(items instanceof Uint32Array)) return 'lists are no arrays of words'
  if (starts.length !== count + 1) return 'there is a wrong number of lists'
  if (starts[0] !== 0 || starts[count] !== items.length) return 'lists do not cover their items'
  for (let i = 0; i < count; i++) if (starts[i]! > starts[i + 1]!) return `list ${i} ends before it begins`
  return items.every((item) => item < limit) ? undefined : 'an item of a list is out of range'
}
