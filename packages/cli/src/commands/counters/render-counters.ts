import type { CounterChange, CounterState } from '@tidegate/gateway'
import { quotaUsed, renderLimitUse } from '../../output/render-limit-use.ts'
import type { Colors } from '../../terminal/colors.ts'

/** Returns counters that a gateway has read now as text, one per line; their texts have been escaped. */
export function renderStates(states: readonly CounterState[], colors: Colors): string {
  if (states.length === 0) return 'no counters\n'
  return states.map((state) => `${stateLine(state, colors)}\n`).join('')
}

/**
 * Returns counters that a gateway remembers as text, one per line, with the time at which each was seen; their texts have been escaped. `none` is what
 * is said if there are none.
 */
export function renderSeen(states: readonly CounterState[], colors: Colors, nowMs: number, none: string): string {
  if (states.length === 0) return `${none}\n`
  return states
    .map((state) => {
      const seen = colors.dim(new Date(state.atMs).toISOString())
      return isFreeAgain(state, nowMs)
        ? `${seen}  ${counterLine(state, colors.good('✓'), 'all available again', colors)}\n`
        : `${seen}  ${stateLine(withoutPast(state, nowMs), colors)}\n`
    })
    .join('')
}

/** Whether a state is so old that all of the quota is available again, unless the client has sent further requests. */
function isFreeAgain({ limit, block, atMs }: CounterState, nowMs: number): boolean {
  // When requests in progress end cannot be known. At the end of a block by its limit, a counter is blank.
  if (block !== undefined || limit.periodMs === undefined) return false
  return atMs + (limit.blocked === true ? limit.retryAfterMs : limit.resetMs) <= nowMs
}

/** The state without a refusal that has ended since. */
function withoutPast(state: CounterState, nowMs: number): CounterState {
  const { limit, atMs } = state
  const isPast = limit.periodMs !== undefined && limit.retryAfterMs > 0 && atMs + limit.retryAfterMs <= nowMs
  return isPast ? { ...state, limit: { ...limit, admitted: true, retryAfterMs: 0 } } : state
}

function stateLine(state: CounterState, colors: Colors): string {
  const { limit, atMs, block } = state
  const mark =
    limit.admitted && limit.remaining > 0 ? colors.good('✓') : limit.admitted ? colors.warning('•') : colors.error('✗')
  const use =
    block === undefined
      ? renderLimitUse(limit, atMs)
      : colors.error(`blocked by ${block.by} until ${new Date(block.untilMs).toISOString()}`)
  return counterLine(state, mark, use, colors)
}

function counterLine({ site, limit, key, shadow }: CounterState, mark: string, use: string, colors: Colors): string {
  const subject =
    key.length === 0
      ? 'in total'
      : key.map(({ part, value }) => `${part} ${value === '' ? '(none)' : value}`).join(', ')
  const name = `${limit.rule.name ?? limit.rule.text}${shadow === true ? ' (shadow)' : ''}`
  return `${mark} ${subject}  ${name}: ${use}  ${colors.dim(site)}`
}

const words = { reset: 'reset', block: 'blocked', unblock: 'unblocked' } as const

/** Returns what a change did as text. */
export function renderChange(verb: keyof typeof words, { before, after }: CounterChange, colors: Colors): string {
  const lines = after.map((state, index) => {
    const was = before[index]
    const earlier =
      was === undefined ? '' : colors.dim(`  (before: ${isBlocked(was) ? 'blocked' : quotaUsed(was.limit)})`)
    return `  ${stateLine(state, colors)}${earlier}\n`
  })
  return `${colors.good(words[verb])}\n${lines.join('')}`
}

/** A blocked subject has nothing left, whatever it had used. */
function isBlocked({ block, limit }: CounterState): boolean {
  return block !== undefined || limit.blocked === true
}
