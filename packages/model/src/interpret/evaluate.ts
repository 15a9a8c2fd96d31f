import { type IpAddress, type IpSet, ipSetHas, isWindowOpen, pathMatches } from '@tidegate/values'
import type { IpsFact } from '../facts.ts'
import type { Condition } from '../condition.ts'
import type { AddressSubject } from '../subjects.ts'
import type { Test } from '../test.ts'
import { patternFor } from './pattern-for.ts'
import { isTexts, textsOf } from './texts-of.ts'
import type { View } from './view.ts'

/**
 * Whether a condition comes out as `wanted`. Straight from the semantics, without any of the plan's structures: what the
 * plan is compared with, and what explains a decision. Total; time linear in the condition and in the sets it names.
 */
export function evaluate(condition: Condition, wanted: boolean, view: View): boolean {
  switch (condition.kind) {
    case 'true':
      return wanted
    case 'and':
      return wanted
        ? condition.all.every((each) => evaluate(each, true, view))
        : condition.all.some((each) => evaluate(each, false, view))
    case 'or':
      return wanted
        ? condition.any.some((each) => evaluate(each, true, view))
        : condition.any.every((each) => evaluate(each, false, view))
    case 'not':
      return evaluate(condition.condition, !wanted, view)
    case 'test':
      return testComesOut(condition.test, wanted, view)
  }
}

function testComesOut(test: Test, wanted: boolean, view: View): boolean {
  if (test.kind === 'now-in' && view.doubt !== undefined) return view.doubt
  return testHolds(test, view) === wanted
}

/** Whether one test holds; false on absent values. Doubt about the clock is left aside. */
export function testHolds(test: Test, view: View): boolean {
  const { model, facts } = view
  switch (test.kind) {
    case 'ip-in': {
      const ip = addressOf(test.subject, view)
      return ip !== undefined && ipSetHas(model.addressSets[test.set]!.set, ip)
    }
    case 'ip-in-fact': {
      const ip = addressOf(test.subject, view)
      const value = facts.values[test.fact]
      return ip !== undefined && isIps(value) && ipSetHas(value.set, ip)
    }
    case 'bot-in':
      return view.bots.has(test.set)
    case 'bot-impersonates':
      return view.bots.claims(test.set) && !view.bots.has(test.set)
    case 'path-in': {
      const { include, except } = model.pathSets[test.set]!
      const matches = (pattern: string): boolean =>
        textsOf({ kind: test.subject }, view).some((path) => pathMatches(patternFor(model, pattern), path))
      return include.some(matches) && !except.some(matches)
    }
    case 'text-in':
      return textsOf(test.subject, view).some((text) => test.values.includes(text))
    case 'text-match':
      return textsOf(test.subject, view).some((text) => textMatches(test.operator, text, test.value))
    case 'text-same': {
      const others = textsOf(test.other, view)
      return textsOf(test.subject, view).some((text) => others.includes(text))
    }
    case 'number-compare': {
      const value = facts.values[test.fact]
      return typeof value === 'number' && numberCompares(test.operator, value, test.value)
    }
    case 'flag':
      return facts.values[test.fact] === true
    case 'present':
      if (test.subject.kind === 'peer') return facts.peer !== undefined
      if (test.subject.kind === 'fact') return facts.values[test.subject.fact] !== undefined
      return textsOf(test.subject, view).length > 0
    case 'not-empty': {
      if (test.subject.kind !== 'fact') return textsOf(test.subject, view).some((text) => text !== '')
      const value = facts.values[test.subject.fact]
      if (isIps(value)) return value.notEmpty
      if (isTexts(value)) return value.some((text) => text.trim() !== '')
      return value !== undefined && value !== ''
    }
    case 'now-in':
      return isWindowOpen(model.windows[test.window]!.spec, facts.nowMs, view.zones)
  }
}

/** Whether a text stands to a value as the operator says. Case counts. */
export function textMatches(operator: 'contains' | 'starts-with' | 'ends-with', text: string, value: string): boolean {
  switch (operator) {
    case 'contains':
      return text.includes(value)
    case 'starts-with':
      return text.startsWith(value)
    case 'ends-with':
      return text.endsWith(value)
  }
}

/** Whether a number compares with a value as the operator says; what is not a number never does. */
export function numberCompares(operator: '==' | '<' | '<=' | '>' | '>=', number: number, value: number): boolean {
  switch (operator) {
    case '==':
      return number === value
    case '<':
      return number < value
    case '<=':
      return number <= value
    case '>':
      return number > value
    case '>=':
      return number >= value
  }
}

/** The address that a subject has in a request. */
export function addressOf(subject: AddressSubject, view: Pick<View, 'facts'>): IpAddress | undefined {
  switch (subject.kind) {
    case 'ip':
      return view.facts.ip
    case 'peer':
      return view.facts.peer
    case 'fact': {
      const value = view.facts.values[subject.fact]
      return isAddress(value) ? value : undefined
    }
  }
}

/** Whether a fact's value is an address. */
export function isAddress(value: unknown): value is IpAddress {
  return typeof value === 'object' && value !== null && 'family' in value
}

/** Whether a fact's value is a set of prefixes. */
export function isIps(value: unknown): value is IpsFact & { readonly set: IpSet } {
  return typeof value === 'object' && value !== null && 'set' in value
}
