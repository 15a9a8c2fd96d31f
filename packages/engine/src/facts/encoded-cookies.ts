import { type Condition, costCasesOf, foldCondition, readsOf, type Rule, type Test } from '@tidegate/model'
import type { Review } from '../http/review.ts'

/** The values of cookies, in the order of the declared names. */
type Values = readonly (readonly string[] | undefined)[]

/**
 * For each cookie name, whether no rule can distinguish a value from its encoded text in favour of the client. The cookie `token=a%3Ab`, which Express
 * writes for `a:b`, then counts as `a:b`, although Koa returns `a%3Ab`. Shadow rules do not matter. Linear in the rules.
 *
 * Such a text differs from its value only in escapes of characters that encoders escape. So it equals, or starts with, a text without `%` only if the value does,
 * which is all that most tests ask. An `allow only` or `exempt` that requires a value accepts its encoded text as well: a client that sends it could
 * send the value itself. All other tests must see every reading. A limit per cookie counts all texts of a value together.
 */
export function settledCookies(rules: readonly Rule[], names: readonly string[]): readonly boolean[] {
  const open = new Set<string>()
  for (const rule of rules) {
    if (rule.shadow) continue
    const lifts = rule.kind === 'exempt'
    for (const { condition } of rule.guards) noteAll(condition, true, lifts ? 'lift' : 'refusal', open)
    for (const { places, condition } of costCasesOf(rule))
      noteAll(condition, true, places === 0 ? 'lift' : 'refusal', open)
    if (rule.kind === 'limit') continue
    const required = rule.kind === 'allow-only' || lifts
    noteAll(rule.condition, true, required ? 'lift' : 'refusal', open)
  }
  return names.map((name) => !open.has(name))
}

/** What a test leads to if it is true: a refusal or a count, or admission. */
type Effect = 'refusal' | 'lift'

function noteAll(condition: Condition, wanted: boolean, effect: Effect, open: Set<string>): void {
  const nothing = (): undefined => undefined
  const test = (each: Test, isWanted: boolean): void => {
    if (isSettled(each, isWanted, effect)) return
    for (const subject of readsOf(each)) if (subject.kind === 'cookie') open.add(subject.name)
  }
  foldCondition<void>(condition, { constant: nothing, all: nothing, any: nothing, test }, wanted)
}

/** Whether a test of a cookie, negated if it is not `wanted`, may ignore the encoded text of a value. */
function isSettled(test: Test, wanted: boolean, effect: Effect): boolean {
  if (wanted && effect === 'lift') return true
  if (test.kind === 'present' || test.kind === 'not-empty') return true
  const isMissed = !wanted && effect === 'refusal'
  if (test.kind === 'text-in') return test.values.every(isMissed ? isNeverEscaped : hasNoEscape)
  if (test.kind !== 'text-match') return false
  if (isMissed) return isNeverEscaped(test.value)
  // An escape contains hex digits, of which a text in the middle may be a part.
  return hasNoEscape(test.value) && (test.operator === 'starts-with' || !/^[\da-f]/i.test(test.value))
}

function hasNoEscape(text: string): boolean {
  return !text.includes('%')
}

/** Whether a text consists of characters that `encodeURIComponent` does not escape. */
function isNeverEscaped(text: string): boolean {
  return /^[\w\-.!~*'()]*$/.test(text)
}

/** Removes from a review of cookies the encoded text of each cookie that occurs once and whose name is settled. */
export function withoutEncoded(review: Review, values: Values, settled: readonly boolean[]): Review {
  if (review.kind !== 'also') return review
  return {
    kind: 'also',
    values: review.values.map((also, slot) => {
      const [value, second] = values[slot] ?? []
      const [other] = also
      if (settled[slot] !== true || second !== undefined || also.length !== 1) return also
      return value !== undefined && isEncodedText(other!, value) ? [] : also
    }),
  }
}

/** Matches escapes of characters that `encodeURIComponent` does not escape. */
const needless = /%(?:2[1789ade]|3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\dae])/i

/** Whether a text is the value as encoders write it: only characters are escaped that `encodeURIComponent` escapes. */
function isEncodedText(text: string, value: string): boolean {
  if (needless.test(text)) return false
  try {
    return decodeURIComponent(text) === value
  } catch {
    return false
  }
}
