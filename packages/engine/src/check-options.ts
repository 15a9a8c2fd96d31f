/**
 * Throws a `TypeError` that names the first option nobody knows, with the known name most like it. `where` begins the message: the
 * function whose options they are. Values are not looked at.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null) throw new TypeError(`${where}: options must be an object`)
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const similar = mostLike(name, known)
    const help = similar === undefined ? `there are ${known.map(quote).join(', ')}` : `did you mean ${quote(similar)}?`
    throw new TypeError(`${where}: there is no option ${quote(name)}; ${help}`)
  }
}

function quote(name: string): string {
  return `\`${name}\``
}

/** The known name that is at most a third of its letters away; undefined when none is. */
function mostLike(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Infinity
  for (const candidate of known) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (edits < least && edits <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate
      least = edits
    }
  }
  return best
}

/** Insertions, removals, replacements and swaps of neighbours that lead from one text to the other (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let before: readonly number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1
      let edits = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + cost)
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (isSwap) edits = Math.min(edits, before[column - 2]! + 1)
      current.push(edits)
    }
    before = above
    above = current
  }
  return above[to.length]!
}
