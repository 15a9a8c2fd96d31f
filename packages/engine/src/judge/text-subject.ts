import type { TextSubject } from '@tidegate/model'
import type { TextDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import type { RequestView } from './request-view.ts'

/** Returns a function that reads the value of a dimension's subject; undefined for subjects that may have several values. */
export function textReader(
  plan: Plan,
  { subject, patterns }: TextDimension,
  requests: RequestView,
): (() => string | undefined) | undefined {
  const { kind } = subject
  if (kind === 'header' || kind === 'query' || kind === 'cookie') return undefined
  if (kind === 'fact' && plan.model.facts[subject.fact]!.type === 'texts') return undefined
  const isFoldedLater = patterns?.index.exactly === false
  if (isFoldedLater && kind === 'path') return () => requests.view.facts.path
  if (isFoldedLater && kind === 'target') return () => requests.view.facts.target
  return () => requests.textOf(subject)
}

/** Whether a subject with at most one value may be unknown. */
export function isEverUnknown({ kind }: TextSubject): boolean {
  return kind === 'agent' || kind === 'bot' || kind === 'fact'
}
