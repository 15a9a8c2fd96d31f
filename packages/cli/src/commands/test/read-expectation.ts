import type { Reason } from '@tidegate/engine'
import { didYouMean } from '@tidegate/values'
import type { YamlValue } from '@tidegate/yaml-values'
import type { Expectation } from './suite.ts'

/** Keys of `expect`. */
export const expectKeys = [
  'outcome',
  'rule',
  'status',
  'reason',
  'retry-after',
  'blocked',
  'headers',
  'shadows',
] as const

const outcomes = ['pass', 'block', 'limit'] as const

/**
 * Reads `expect`: `pass`, `block`, `limit`, a status such as `403`, one of them (except `pass`) with `by RULE`, or an object. For anything
 * else, reports a problem and returns undefined.
 */
export function readExpectation(value: YamlValue): Expectation | undefined {
  if (!value.isMap) return readShort(value)
  const fields = value.fields(expectKeys)
  if (value.entries().length === 0) value.problem('`expect` is empty', 'write what is expected, such as `expect: pass`')
  const text = (key: (typeof expectKeys)[number]): string | undefined => fields.get(key)?.text()
  const outcome = readOutcome(fields.get('outcome'))
  const rule = text('rule')
  if (outcome === 'pass' && rule !== undefined) reportPassByRule(fields.get('rule')!)
  const reason = readReason(fields.get('reason'))
  const status = readStatus(fields.get('status'))
  const retryAfter = fields.get('retry-after')?.number()
  const blocked = readYesOrNo(fields.get('blocked'))
  const headers = fields.get('headers')
  const shadows = fields.get('shadows')
  return {
    ...(outcome !== undefined && { outcome }),
    ...(rule !== undefined && { rule }),
    ...(reason !== undefined && { reason }),
    ...(status !== undefined && { status }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(blocked !== undefined && { blocked }),
    ...(headers !== undefined && { headers: readHeaders(headers) }),
    ...(shadows !== undefined && { shadows: readTexts(shadows) }),
    line: value.line,
  }
}

function readShort(value: YamlValue): Expectation | undefined {
  const text = value.text()
  if (text === undefined) return undefined
  const parts = /^(pass|block|limit|[1-5]\d\d)(?:\s+by\s+(.+))?$/.exec(text.trim())
  if (parts === null) {
    value.problem(
      `invalid \`expect\`: \`${text}\``,
      'write `pass`, `block`, `limit` or a status such as `403`, or name the rule as in `limit by search-peak`',
    )
    return undefined
  }
  const [, outcome, rule] = parts
  if (outcome === 'pass' && rule !== undefined) reportPassByRule(value)
  const status = Number(outcome)
  return {
    ...(Number.isNaN(status) ? { outcome: outcome as (typeof outcomes)[number] } : { status }),
    ...(rule !== undefined && { rule: rule.replace(/^(["“])(.*)["”]$/, '$2') }),
    line: value.line,
  }
}

function reportPassByRule(value: YamlValue): void {
  value.problem('a request never passes by a rule, but because no rule refuses it', 'write `pass`')
}

const reasons: Readonly<Record<Reason, true>> = {
  'no-rule-refuses': true,
  'block-rule': true,
  'allow-only-rule': true,
  'limit-exceeded': true,
  'ambiguous-method': true,
  'ambiguous-path': true,
  'ambiguous-host': true,
  'ambiguous-parameter': true,
  'target-too-long': true,
  'too-many-headers': true,
  'client-address-unknown': true,
  'fact-missing': true,
  'store-unavailable': true,
  'counters-full': true,
}

function readReason(value: YamlValue | undefined): string | undefined {
  const reason = value?.text()?.replaceAll(' ', '-')
  if (reason === undefined || Object.hasOwn(reasons, reason)) return reason
  const similar = didYouMean(reason, Object.keys(reasons))
  value?.problem(
    `unknown reason \`${reason}\``,
    similar === undefined ? `expected one of ${Object.keys(reasons).join(', ')}` : `did you mean \`${similar}\`?`,
  )
  return undefined
}

function readStatus(value: YamlValue | undefined): number | undefined {
  const status = value?.number()
  if (status === undefined || (Number.isInteger(status) && status >= 100 && status <= 599)) return status
  value?.problem(`\`${status}\` is not a status`, 'write a whole number from 100 to 599, such as `status: 429`')
  return undefined
}

function readOutcome(value: YamlValue | undefined): Expectation['outcome'] {
  const text = value?.text()
  const outcome = outcomes.find((each) => each === text)
  if (text !== undefined && outcome === undefined)
    value?.problem(`unknown outcome \`${text}\``, 'write pass, block or limit')
  return outcome
}

function readYesOrNo(value: YamlValue | undefined): boolean | undefined {
  const written = value?.plain()
  if (written === undefined || typeof written === 'boolean') return written
  value?.problem('expected `true` or `false`', 'write `blocked: true` if the subject has to be blocked')
  return undefined
}

function readHeaders(value: YamlValue): Readonly<Record<string, string | undefined>> {
  const fields = value.entries().map(([name, field]) => {
    return [name.toLowerCase(), field.isNothing ? undefined : field.text()] as const
  })
  return Object.fromEntries(fields)
}

function readTexts(value: YamlValue): readonly string[] {
  const texts = value.isList ? value.items().map((item) => item.text()) : [value.text()]
  return texts.filter((text) => text !== undefined)
}
