import { didYouMean } from '@tidegate/values'

/**
 * Throws a `TypeError` that names the first unknown option, with the most similar known name. The message starts with `where`, the
 * name of the function that takes the options. Values are not checked.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null) throw new TypeError(`${where}: options must be an object`)
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const similar = didYouMean(name, known)
    const help =
      similar === undefined ? `known options: ${known.map(quote).join(', ')}` : `did you mean ${quote(similar)}?`
    throw new TypeError(`${where}: unknown option ${quote(name)}; ${help}`)
  }
}

function quote(name: string): string {
  return `\`${name}\``
}
