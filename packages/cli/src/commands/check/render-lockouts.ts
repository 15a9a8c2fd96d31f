import type { Lockouts, LockoutRule } from './lockouts/find-lockouts.ts'
import { escapeTexts } from '../../output/escape-texts.ts'
import { rulePlace } from '../../output/rule-place.ts'
import { inSourceOrder } from '../../output/source-order.ts'
import type { Colors } from '../../terminal/colors.ts'

/** Returns the text that says how a policy treats one address: first the decision on the front page, then the effect of each rule. */
export function renderLockouts(lockouts: Lockouts, file: string, colors: Colors, name: string = file): string {
  const { front, rules, address, lockedOut } = escapeTexts(lockouts)
  const lines = [`${colors.bold(`${file} as ${address}`)}`]
  const by =
    front.rule === undefined
      ? ''
      : ` by ${rulePlace(name, front.rule)}${front.rule.name === undefined ? '' : ` “${front.rule.name}”`}`
  const why =
    front.outcome === 'pass' || front.rule !== undefined
      ? ''
      : ` (${front.reason.replaceAll('-', ' ')}${front.detail === undefined ? '' : `: ${front.detail}`})`
  const mark =
    front.outcome === 'pass' ? colors.good('✓') : front.reason === 'fact-missing' ? colors.dim('?') : colors.error('✗')
  lines.push(`  ${mark} GET /  ${front.outcome}${front.outcome === 'pass' ? '' : ` ${front.status}`}${by}${why}`)
  for (const rule of inSourceOrder(rules, file, (each) => each)) lines.push(...renderRule(rule, name, colors))
  lines.push(
    lockedOut
      ? colors.error(`  ${address} is locked out of something`)
      : rules.some(({ verdict }) => verdict === 'depends')
        ? `  the address alone locks ${address} out of nothing`
        : colors.good(`  ${address} is locked out of nothing`),
  )
  return `${lines.join('\n')}\n`
}

const words = { refuses: 'refuses it', 'lets-in': 'lets it in', depends: 'depends on more than the address' } as const

function renderRule(rule: LockoutRule, policy: string, colors: Colors): readonly string[] {
  const { verdict, text, where, shadow } = rule
  const refuses = shadow ? colors.dim('·') : colors.error('✗')
  const mark = verdict === 'refuses' ? refuses : verdict === 'lets-in' ? colors.good('✓') : colors.dim('?')
  const shown = shadow && verdict === 'refuses' ? 'would refuse it, but is a shadow rule' : words[verdict]
  return [
    `  ${mark} ${text}  ${colors.dim(rulePlace(policy, rule))}`,
    `      ${shown}${where.length === 0 ? '' : `, in force ${where.join(', ')}`}`,
  ]
}
