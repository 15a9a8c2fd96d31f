import { didYouMean } from '@tidegate/values'

/**
 * Throws a `TypeError` that names the first option nobody knows, with the known name most like it. `where` begins the message: the
 * function whose options they are. Values are not looked at.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null) throw new TypeError(`${where}: options must be an object`)
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const similar = didYouMean(name, known)
    const help = similar === undefined ? `there are ${known.map(quote).join(', ')}` : `did you mean ${quote(similar)}?`
    throw new TypeError(`${where}: there is no option ${quote(name)}; ${help}`)
  }
}

function quote(name: string): string {
  return `\`${name}\``
}
