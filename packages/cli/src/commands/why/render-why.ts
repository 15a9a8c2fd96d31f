import type { ExplainedRefusal } from '@tidegate/gateway'
import { renderLimitUse } from '../../output/render-limit-use.ts'
import type { Colors } from '../../terminal/colors.ts'
import { duration } from '@tidegate/values'
import type { LoggedRefusal } from './find-in-log.ts'

/** Returns an explained refusal as text; its texts have been escaped. */
export function renderRefusal(refusal: ExplainedRefusal, colors: Colors, nowMs: number): string {
  const { atMs, status, enforced, site, method, path, host, ip, user, agent, reason, detail } = refusal
  const ago = nowMs >= atMs ? ` (${duration(nowMs - atMs)} ago)` : ''
  const head = enforced
    ? colors.error(`refused ${status}`)
    : colors.warning(`would be refused ${status}, observed only`)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['request', `${method} ${path}`],
    ['host', host],
    ['address', ip ?? 'unknown'],
    ['user', user],
    ['agent', agent],
    ['reason', `${reason.replaceAll('-', ' ')}${detail === undefined ? '' : `: ${detail}`}`],
    ...ruleRows(refusal),
    ['policy', `${refusal.policy.name ?? site} ${refusal.policy.fingerprint.slice(0, 12)}`],
  ]
  const lines = [
    `${head} at ${new Date(atMs).toISOString()}${ago}, site ${site}, reference ${refusal.id}`,
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${colors.dim(name.padEnd(8))}  ${value}`])),
    ...limitLines(refusal, colors),
    '',
    refusal.advice,
    ...exceptionLines(refusal, colors),
  ]
  return `${lines.join('\n')}\n`
}

function ruleRows({ rule, ruleInForce, tightening, operatorBlock }: ExplainedRefusal): readonly [string, string][] {
  if (rule === undefined) return []
  const place = tightening === undefined ? `${rule.file}:${rule.line}` : `added by ${tightening.by}`
  const changed = ruleInForce === false ? ', no longer in force' : ''
  const rows: [string, string][] = [['rule', `${rule.text}  (${place}${changed})`]]
  if (tightening !== undefined) {
    const until = new Date(tightening.untilMs).toISOString()
    rows.push(['added', `by ${tightening.by} until ${until}; undo it: tidegate tighten --undo ${tightening.id}`])
  }
  if (operatorBlock !== undefined) {
    const key = operatorBlock.key.map(({ part, value }) => `${part} ${value}`).join(', ')
    rows.push(['blocked', `by ${operatorBlock.by} until ${new Date(operatorBlock.untilMs).toISOString()}: ${key}`])
  }
  return rows
}

function limitLines({ limits, moreLimits, atMs }: ExplainedRefusal, colors: Colors): readonly string[] {
  if (limits.length === 0) return []
  return [
    '',
    colors.bold('limits at that moment'),
    ...limits.map((limit) => {
      const mark = limit.admitted ? colors.good('✓') : colors.error('✗')
      const use = limit.blocked === true ? `blocked for ${duration(limit.retryAfterMs)}` : renderLimitUse(limit, atMs)
      return `  ${mark} ${limit.rule.name ?? limit.rule.text}: ${use}`
    }),
    ...(moreLimits === undefined ? [] : [`  and ${moreLimits} more that admitted it`]),
  ]
}

function exceptionLines({ exceptions, rule }: ExplainedRefusal, colors: Colors): readonly string[] {
  if (exceptions.length === 0) return []
  return [
    '',
    colors.bold('to except this client'),
    ...exceptions.flatMap(({ what, policy, kind, at }) => {
      const where = kind === 'add' ? 'add to the policy' : `write at ${at?.file ?? rule?.file ?? ''}:${at?.line ?? ''}`
      return [`  ${colors.dim(`# ${what}: ${where}`)}`, `  ${policy}`]
    }),
  ]
}

/** Returns what a log says about a refusal as text; its texts have been escaped. */
export function renderLogged({ file, line, fields }: LoggedRefusal, colors: Colors): string {
  const width = Math.min(28, Math.max(0, ...Object.keys(fields).map((name) => name.length)))
  const rows = Object.entries(fields).map(([name, value]) => `  ${colors.dim(name.padEnd(width))}  ${String(value)}`)
  return `${colors.bold(`from ${file}:${line}`)}, as the gateway no longer remembers it\n${rows.join('\n')}\n`
}
