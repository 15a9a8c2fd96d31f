import type { DecisionOptions } from '@tidegate/node'
import type { PlanDescription, RulePlan } from './describe-plan.ts'
import type { Colors } from '../../terminal/colors.ts'
import { renderCost } from '../../output/render-cost.ts'
import { replyWords } from '../../output/reply-words.ts'
import { nameInRoot, rulePlace } from '../../output/rule-place.ts'
import { inSourceOrder } from '../../output/source-order.ts'

const titles = {
  block: 'block: any matching rule refuses, and nothing overrides it',
  'allow-only': 'allow only: every rule in force must be met',
  exempt: 'exempt: lifts limits',
  limit: 'limit: all remaining limits are checked, then all are charged',
} as const

/** Returns the text of what the engine does with a request, phase by phase. */
export function renderPlan(
  plan: PlanDescription,
  file: string,
  colors: Colors,
  { options, cwd }: { readonly options: DecisionOptions; readonly cwd: string },
): string {
  const { policy, fingerprint, client, paths, facts, reads, phases, cost } = plan
  const name = nameInRoot(file, options.root, cwd)
  const lines = [
    `${colors.bold(policy ?? file)}  ${colors.dim(`${file}, fingerprint ${fingerprint}`)}`,
    '',
    colors.bold('before any rule'),
    `  client  ${client}`,
    `  paths   ${paths}; ambiguous paths are ${options.ambiguousPaths === 'raw' ? 'compared as received' : 'refused with 400'}, paths longer than 2,048 characters with 414`,
    ...Object.entries(options).map(([name, value]) => `  option  ${name}: ${JSON.stringify(value)}`),
    ...(options.processes === undefined || options.processes === 1
      ? []
      : [`  counts  each of ${options.processes} processes counts separately, with its share of every limit`]),
    ...(reads.length === 0 ? [] : [`  reads   ${reads.join(', ')}`]),
    ...facts.map(({ name, type, presence, plugin }) => {
      const from = plugin === undefined ? 'from the host' : `from the plugin ${plugin}`
      return `  fact    ${name}, ${type} ${from}, ${presenceWords[presence]}`
    }),
  ]
  let number = 0
  for (const { phase, rules } of phases) {
    if (rules.length === 0) continue
    number += 1
    lines.push(
      '',
      colors.bold(`${number}. ${titles[phase]}`),
      ...inSourceOrder(rules, file, (rule) => rule).flatMap((rule) => renderRule(rule, name, colors)),
    )
  }
  lines.push(
    '',
    number === 0 ? 'no rule: every request passes' : 'all other requests pass',
    '',
    `${colors.bold('cost')}  ${renderCost(cost)}`,
  )
  return `${lines.join('\n')}\n`
}

const presenceWords = {
  optional: 'optional',
  required: 'required: without it the request is refused with 503',
  'with-user': 'required for logged-in users: without it their requests are refused with 503',
} as const

function renderRule(rule: RulePlan, policy: string, colors: Colors): readonly string[] {
  const { text, shadow, inForce, reply, log, lifts, limit } = rule
  const details = [
    shadow ? 'shadow rule: what it would do is reported but not done' : undefined,
    inForce.length === 0 ? 'always in force' : `in force ${inForce.join(', ')}`,
    ...(limit === undefined
      ? []
      : [`counts ${limit.counts}`, `stores ${limit.keeps}`, `guarantees ${limit.promise}`, ...limit.notes]),
    lifts === undefined ? undefined : lifts.length === 0 ? 'lifts nothing' : `lifts ${lifts.join(', ')}`,
    reply === undefined ? undefined : `replies ${replyWords(reply)}${log === undefined ? '' : `, logged as ${log}`}`,
  ]
  return [
    `  ${text}  ${colors.dim(rulePlace(policy, rule))}`,
    ...details.filter((detail) => detail !== undefined).map((detail) => `      ${detail}`),
  ]
}
