import type { TextSubject } from '@tidegate/model'
import type { TextDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'

/** Whether the subject of a dimension has at most one value for every request. */
export function isSingle(plan: Plan, { subject }: TextDimension): boolean {
  const { kind } = subject
  if (kind === 'header' || kind === 'query' || kind === 'cookie') return false
  return kind !== 'fact' || plan.model.facts[subject.fact]!.type !== 'texts'
}

/** Whether the patterns of a dimension fold the case of a path themselves. */
export function foldsCase({ patterns }: TextDimension): boolean {
  return patterns?.index.exactly === false
}

/** Whether a subject with at most one value may be unknown. */
export function isEverUnknown({ kind }: TextSubject): boolean {
  return kind === 'agent' || kind === 'bot' || kind === 'fact'
}
