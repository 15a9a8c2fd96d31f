import { type Condition, leaf } from '@tidegate/model'
import { type InContext, reportEntry, type SetTest } from './set-test.ts'

/** Checks `score in 1, 2`. */
export function inNumbers(context: InContext<'number'>): SetTest | undefined {
  const { test, subject } = context
  const any: Condition[] = []
  for (const entry of test.set.entries) {
    if (entry.kind === 'number') {
      any.push(leaf({ kind: 'number-compare', fact: subject.fact, operator: '==', value: entry.value }))
    } else {
      reportEntry(context, entry, 'numbers')
    }
  }
  return any.length < test.set.entries.length ? undefined : { any, needs: [] }
}
