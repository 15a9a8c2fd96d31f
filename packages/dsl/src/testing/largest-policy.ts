import { defaultLanguageLimits } from '../check/language-limits.ts'

/** A policy that is as large as a bound of the language lets it be, made so that a search for findings has the most to compare. */
export interface LargestPolicy {
  readonly name: string
  /** The bound, by the name of its setting; `several` if the policy is at many of them. */
  readonly bound: keyof typeof defaultLanguageLimits | 'several'
  /** Returns the text at a scale between 0 and 1: at 1, the policy is at its bound. */
  readonly text: (scale: number) => string
  /** Other files of the policy, by name. */
  readonly files?: (scale: number) => Readonly<Record<string, string>>
}

const { sourceLength, rules } = defaultLanguageLimits

/** A line of a policy, by its number. */
export type Line = (index: number) => string

/** As many lines as fit into a share of the longest text, at most `count`. */
export function fill(
  scale: number,
  line: Line,
  { count = Number.POSITIVE_INFINITY, share = 1 }: { readonly count?: number; readonly share?: number } = {},
): string {
  const written: string[] = []
  let left = Math.floor(sourceLength * share * scale) - 1_000
  for (let index = 0; index < Math.ceil(count * scale); index++) {
    const text = line(index)
    left -= text.length + 1
    if (left < 0) break
    written.push(text)
  }
  return written.join('\n')
}

/** As many rules as a policy may have. */
export const ofRules =
  (line: Line): LargestPolicy['text'] =>
  (scale) =>
    fill(scale, line, { count: rules - 10 })

/** A number of parts, joined. */
export const times = (count: number, part: Line, joint = ''): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(joint)

/** An address for each number. */
export const address: Line = (index) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`

/** A pattern with many wildcards: a search for common paths has many ways to choose. */
export const starry = (wildcards: number, index: number): string => `/**${'ab*'.repeat(wildcards)}b${index}**/c`
