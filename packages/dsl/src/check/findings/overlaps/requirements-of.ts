import type { Condition, FactSpec, Test, TextSubject } from '@tidegate/model'
import { type IpSet, parsePathPattern } from '@tidegate/values'
import type { ModelSets } from '../../model-sets.ts'
import type { Asked, TextMark } from './asked.ts'

/** What conditions that must all hold ask for at least. Linear in their tests and patterns. */
export function askedOf(
  conditions: readonly Condition[],
  sets: Pick<ModelSets, 'addressSets' | 'pathSets'>,
  facts: readonly FactSpec[],
): Asked {
  const texts = new Map<string, readonly TextMark[]>()
  const addresses = new Map<string, IpSet>()

  function askText(subject: TextSubject, marks: readonly TextMark[]): void {
    if (isSingle(subject, facts)) texts.set(JSON.stringify(subject), marks)
  }

  function ask(condition: Condition): void {
    switch (condition.kind) {
      case 'and':
        for (const part of condition.all) ask(part)
        return
      case 'or':
        if (condition.any.length === 1) ask(condition.any[0]!)
        return
      case 'test':
        return askTest(condition.test)
      case 'true':
      case 'not':
    }
  }

  /** What a test of another kind asks for is left out. */
  function askTest(test: Test): void {
    if (test.kind === 'text-in') {
      askText(
        test.subject,
        test.values.map((text) => ({ text, isPrefix: false })),
      )
    } else if (test.kind === 'text-match' && test.operator === 'starts-with') {
      askText(test.subject, [{ text: test.value, isPrefix: true }])
    } else if (test.kind === 'path-in') {
      askText({ kind: test.subject }, sets.pathSets[test.set]?.include.map(markOf) ?? [])
    } else if (test.kind === 'ip-in') {
      const set = sets.addressSets[test.set]?.set
      if (set !== undefined) addresses.set(JSON.stringify(test.subject), set)
    }
  }

  for (const condition of conditions) ask(condition)
  return { texts, addresses }
}

/** Whether a subject has one value at most, so that two texts exclude each other. */
function isSingle(subject: TextSubject, facts: readonly FactSpec[]): boolean {
  if (subject.kind === 'fact') return facts[subject.fact]?.type === 'text'
  return subject.kind !== 'header' && subject.kind !== 'query' && subject.kind !== 'cookie'
}

/** What a path begins with that matches the pattern; all of it where there is no wildcard. */
function markOf(pattern: string): TextMark {
  const parsed = parsePathPattern(pattern)
  if (parsed.kind === 'fault') return { text: '', isPrefix: true }
  const { pieces } = parsed.pattern
  const [head] = pieces
  return { text: head?.kind === 'literal' ? head.text : '', isPrefix: pieces.length > 1 || head?.kind !== 'literal' }
}
