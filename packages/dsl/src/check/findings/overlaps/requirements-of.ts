import type { Condition, FactSpec, Test, TextSubject } from '@tidegate/model'
import { type IpSet, parsePathPattern } from '@tidegate/values'
import type { ModelSets } from '../../model-sets.ts'
import type { Requirements, TextMark } from './requirements.ts'

/** Returns the minimal requirements of conditions that must all be true. Linear in their tests and patterns. */
export function requirementsOf(
  conditions: readonly Condition[],
  sets: Pick<ModelSets, 'addressSets' | 'pathSets'>,
  facts: readonly FactSpec[],
): Requirements {
  const texts = new Map<string, readonly TextMark[]>()
  const addresses = new Map<string, IpSet>()

  function requireText(subject: TextSubject, marks: readonly TextMark[]): void {
    if (isSingle(subject, facts)) texts.set(JSON.stringify(subject), marks)
  }

  function collect(condition: Condition): void {
    switch (condition.kind) {
      case 'and':
        for (const part of condition.all) collect(part)
        return
      case 'or':
        if (condition.any.length === 1) collect(condition.any[0]!)
        return
      case 'test':
        return requireTest(condition.test)
      case 'true':
      case 'not':
    }
  }

  /** Tests of other kinds are ignored. */
  function requireTest(test: Test): void {
    if (test.kind === 'text-in') {
      requireText(
        test.subject,
        test.values.map((text) => ({ text, isPrefix: false })),
      )
    } else if (test.kind === 'text-match' && test.operator === 'starts-with') {
      requireText(test.subject, [{ text: test.value, isPrefix: true }])
    } else if (test.kind === 'path-in') {
      requireText({ kind: test.subject }, sets.pathSets[test.set]?.include.map(markOf) ?? [])
    } else if (test.kind === 'ip-in') {
      const set = sets.addressSets[test.set]?.set
      if (set !== undefined) addresses.set(JSON.stringify(test.subject), set)
    }
  }

  for (const condition of conditions) collect(condition)
  return { texts, addresses }
}

/** Whether a subject has at most one value, so that two texts exclude each other. */
function isSingle(subject: TextSubject, facts: readonly FactSpec[]): boolean {
  if (subject.kind === 'fact') return facts[subject.fact]?.type === 'text'
  return subject.kind !== 'header' && subject.kind !== 'query' && subject.kind !== 'cookie'
}

/** Returns the literal prefix of a pattern; the whole path if there is no wildcard. */
function markOf(pattern: string): TextMark {
  const parsed = parsePathPattern(pattern)
  if (parsed.kind === 'fault') return { text: '', isPrefix: true }
  const { pieces } = parsed.pattern
  const [head] = pieces
  return { text: head?.kind === 'literal' ? head.text : '', isPrefix: pieces.length > 1 || head?.kind !== 'literal' }
}
