import type { CounterChange, CounterState } from '@tidegate/gateway'
import { renderLimitUse } from '../../output/render-limit-use.ts'
import type { Colors } from '../../terminal/colors.ts'

/**
 * Returns counters as text, one per line; their texts have been escaped. `isList`: they are what a gateway remembers, with the time of each. `none` is what is
 * said if there are none.
 */
export function renderStates(states: readonly CounterState[], colors: Colors, isList: boolean, none: string): string {
  if (states.length === 0) return `${none}\n`
  return states.map((state) => `${stateLine(state, colors, isList)}\n`).join('')
}

function stateLine({ site, limit, key, atMs, shadow, block }: CounterState, colors: Colors, isList: boolean): string {
  const mark =
    limit.admitted && limit.remaining > 0 ? colors.good('✓') : limit.admitted ? colors.warning('•') : colors.error('✗')
  const subject =
    key.length === 0
      ? 'in total'
      : key.map(({ part, value }) => `${part} ${value === '' ? '(none)' : value}`).join(', ')
  const name = `${limit.rule.name ?? limit.rule.text}${shadow === true ? ' (shadow)' : ''}`
  const use =
    block === undefined
      ? renderLimitUse(limit, atMs)
      : colors.error(`blocked by ${block.by} until ${new Date(block.untilMs).toISOString()}`)
  const seen = isList ? `${colors.dim(new Date(atMs).toISOString())}  ` : ''
  return `${seen}${mark} ${subject}  ${name}: ${use}  ${colors.dim(site)}`
}

const words = { reset: 'reset', block: 'blocked', unblock: 'unblocked' } as const

/** Returns what a change did as text. */
export function renderChange(verb: keyof typeof words, { before, after }: CounterChange, colors: Colors): string {
  const lines = after.map((state, index) => {
    const was = before[index]
    const left =
      was === undefined
        ? ''
        : colors.dim(
            `  (before: ${was.limit.remaining} of ${was.limit.count} left${was.block === undefined && was.limit.blocked !== true ? '' : ', blocked'})`,
          )
    return `  ${stateLine(state, colors, false)}${left}\n`
  })
  return `${colors.good(words[verb])}\n${lines.join('')}`
}
