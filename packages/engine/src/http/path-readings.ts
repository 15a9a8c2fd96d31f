/** Maximum number of parts of a path that are decoded independently of each other: a path has at most 2 to this power of readings. */
export const maxPathChoices = 6

/** Escapes of characters that are also allowed unescaped in a path: `/` and the other reserved characters (RFC 3986 §2.2) except `?` and `#`. */
const twoWays = /%(?:2[1467-9A-CF]|3[ABD]|40|5[BD])/
const twoWaysButSlash = /%(?:2[1467-9A-C]|3[ABD]|40|5[BD])/

/** Whether a canonical path contains an escape that some programs decode and others keep; `slashes`: whether `%2F` is one. */
export function hasReadings(path: string, slashes: boolean): boolean {
  return (slashes ? twoWays : twoWaysButSlash).test(path)
}

/**
 * The paths for which programs may take a canonical path, each once: the path itself, the one with every escape of a reserved character decoded, and
 * then those with some of them decoded, as a router does that decodes each parameter by itself. Repeated slashes are collapsed; dot segments cannot
 * result, because no canonical path has one next to an escape. If there are more than `maxPathChoices` such escapes, those of one segment are decoded
 * together. `undefined` if more segments than that contain one. `slashes`: whether `%2F` may be decoded.
 */
export function pathReadings(path: string, slashes: boolean): readonly string[] | undefined {
  const parts = path.split(slashes ? splitAtEscapes : splitAtOthers)
  const choices = choicesOf(parts)
  const count = 1 + (choices.at(-1) ?? -1)
  if (count > maxPathChoices) return undefined
  const all = 2 ** count - 1
  const readings = new Set([path, readingOf(parts, choices, all)])
  for (let decoded = 1; decoded < all; decoded++) readings.add(readingOf(parts, choices, decoded))
  return [...readings]
}

/** A canonical path with every escape of a reserved character decoded, and repeated slashes collapsed. */
export function decodeReserved(path: string, slashes: boolean): string {
  return collapse(path.replaceAll(new RegExp(slashes ? twoWays : twoWaysButSlash, 'g'), decode))
}

const splitAtEscapes = new RegExp(`(${twoWays.source})`)
const splitAtOthers = new RegExp(`(${twoWaysButSlash.source})`)

/** The choice to which each escape belongs, in ascending order from 0. `parts` alternates text and escapes, beginning with text. */
function choicesOf(parts: readonly string[]): readonly number[] {
  const count = (parts.length - 1) / 2
  const choices = Array.from({ length: count }, (_, escape) => escape)
  if (count <= maxPathChoices) return choices
  let choice = 0
  return choices.map((escape) => (escape > 0 && parts[escape * 2]!.includes('/') ? ++choice : choice))
}

/** The path in which the escapes of these choices are decoded; `decoded` has one bit for each. */
function readingOf(parts: readonly string[], choices: readonly number[], decoded: number): string {
  let text = parts[0]!
  for (const [escape, choice] of choices.entries()) {
    const written = parts[escape * 2 + 1]!
    text += ((decoded >>> choice) & 1) === 1 ? decode(written) : written
    text += parts[escape * 2 + 2]!
  }
  return collapse(text)
}

function decode(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
}

function collapse(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/')
}
