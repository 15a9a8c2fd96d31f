import type { AdapterUnderTest } from './adapter.ts'
import { behaviours, type BehaviourTests } from './behaviours.ts'

/**
 * The behaviours as a Markdown table with one column for each adapter, followed by the reasons for what is skipped. A cell is *yes* (all tests of
 * the behaviour run), *in part*, or *no*, the latter two with the numbers of their reasons.
 */
export function adaptersTable(adapters: readonly AdapterUnderTest[]): string {
  const reasons: string[] = []
  const numberOf = (reason: string): number => {
    if (!reasons.includes(reason)) reasons.push(reason)
    return reasons.indexOf(reason) + 1
  }
  const cellOf = (
    adapter: AdapterUnderTest,
    name: string,
    { needsReceived, partlyNeeds = [] }: BehaviourTests,
  ): string => {
    const skips: Readonly<Partial<Record<string, string>>> = adapter.skips ?? {}
    const skipped = skips[name]
    if (skipped !== undefined) return `no (${numberOf(skipped)})`
    const missing = [
      needsReceived === true ? adapter.parsedTargets : undefined,
      ...partlyNeeds.map((needed) => skips[needed]),
    ].filter((reason) => reason !== undefined)
    return missing.length === 0 ? 'yes' : `in part (${missing.map(numberOf).join(', ')})`
  }
  const rows = Object.entries(behaviours).map(([name, tests]) =>
    rowOf([`**${name}**: ${tests.summary}`, ...adapters.map((adapter) => cellOf(adapter, name, tests))]),
  )
  const head = [
    rowOf(['Behaviour', ...adapters.map(({ name }) => titleOf(name))]),
    rowOf(['---', ...adapters.map(() => ':-:')]),
  ]
  const notes = reasons.map((reason, at) => `${at + 1}. ${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`)
  return [...head, ...rows, '', ...notes, ''].join('\n')
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** The name of the framework in `the Koa adapter`. */
function titleOf(name: string): string {
  return /^the (.*) adapter$/.exec(name)?.[1] ?? name
}
