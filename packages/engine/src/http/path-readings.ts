/** Maximum number of parts of a path that are decoded independently of each other: a path has at most 2 to this power of readings. */
export const maxPathChoices = 6

/** Whether programs may read a canonical path in several ways: `%2F` is the only escape in it that some decode and others keep. */
export function hasReadings(path: string): boolean {
  return path.includes('%2F')
}

/**
 * The paths for which programs may take a canonical path, each once: the path itself, the one with every `%2F` decoded, and then those with some of
 * them decoded, as a router does that decodes each parameter by itself. Repeated slashes are collapsed; dot segments cannot result, because no
 * canonical path has one next to `%2F`. If there are more than `maxPathChoices` of them, those of one segment are decoded together. `undefined` if
 * more segments than that contain one.
 */
export function pathReadings(path: string): readonly string[] | undefined {
  const parts = path.split('%2F')
  const choices = choicesOf(parts)
  const count = 1 + (choices.at(-1) ?? -1)
  if (count > maxPathChoices) return undefined
  const all = 2 ** count - 1
  const readings = new Set([path, readingOf(parts, choices, all)])
  for (let decoded = 1; decoded < all; decoded++) readings.add(readingOf(parts, choices, decoded))
  return [...readings]
}

/** A canonical path with every `%2F` decoded, and repeated slashes collapsed. */
export function decodeSlashes(path: string): string {
  return collapse(path.replaceAll('%2F', '/'))
}

/** The choice to which the `%2F` after each part but the last belongs, in ascending order from 0. */
function choicesOf(parts: readonly string[]): readonly number[] {
  const count = parts.length - 1
  const choices = Array.from({ length: count }, (_, slash) => slash)
  if (count <= maxPathChoices) return choices
  let choice = 0
  return choices.map((slash) => (slash > 0 && parts[slash]!.includes('/') ? ++choice : choice))
}

/** The path in which the slashes of these choices are decoded; `decoded` has one bit for each. */
function readingOf(parts: readonly string[], choices: readonly number[], decoded: number): string {
  let text = parts[0]!
  for (const [slash, choice] of choices.entries()) {
    text += ((decoded >>> choice) & 1) === 1 ? '/' : '%2F'
    text += parts[slash + 1]!
  }
  return collapse(text)
}

function collapse(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/')
}
