import { createGate, type Decision, type Plan } from '@tidegate/engine'
import type { Guard, Model, Rule } from '@tidegate/model'
import { formatIp, type IpAddress } from '@tidegate/values'
import { isInForceFor, knownOfAddress } from './known-of-address.ts'

/** What one `block` or `allow only` rule means for an address. */
export interface LockoutRule {
  readonly file: string
  readonly line: number
  readonly name?: string
  readonly kind: 'block' | 'allow-only'
  readonly text: string
  readonly shadow: boolean
  /**
   * `refuses`: wherever the rule is in force, whatever else a request holds. `lets-in`: never refused by it. `depends`: something
   * else decides as well.
   */
  readonly verdict: 'refuses' | 'lets-in' | 'depends'
  /** The guards that the address alone does not settle: where the rule is in force. */
  readonly where: readonly string[]
}

/** What a policy means for one address. */
export interface Lockouts {
  readonly address: string
  /** Of a plain request for `/`. */
  readonly front: Pick<Decision, 'outcome' | 'reason' | 'status' | 'rule' | 'detail'>
  /** Every `allow only`, and the `block` rules that look at the address and do not let it in. */
  readonly rules: readonly LockoutRule[]
  /** The front page, or what an enforced rule guards, is closed to the address whatever else a request holds. */
  readonly lockedOut: boolean
}

/** What a policy closes to an address: its decision for `/`, and every rule that says who may come in. */
export function findLockouts(plan: Plan, ip: IpAddress, nowMs: number): Lockouts {
  const { model } = plan
  const address = formatIp(ip)
  const gate = createGate(plan, { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  const decision = gate.decide({ method: 'GET', target: '/', headers: [], peer: address, ip: address })
  const { outcome, reason, status, rule, detail } = decision
  const rules = model.rules.flatMap((each) => {
    const found = lockoutOf(each, ip, model)
    return found === undefined ? [] : [found]
  })
  return {
    address,
    front: { outcome, reason, status, ...(rule && { rule }), ...(detail !== undefined && { detail }) },
    rules,
    lockedOut:
      (outcome !== 'pass' && reason !== 'fact-missing') ||
      rules.some(({ verdict, shadow }) => verdict === 'refuses' && !shadow),
  }
}

function lockoutOf(rule: Rule, ip: IpAddress, model: Model): LockoutRule | undefined {
  if (rule.kind !== 'block' && rule.kind !== 'allow-only') return undefined
  const force = isInForceFor(rule, ip, model)
  const known = knownOfAddress(rule.condition, ip, model)
  const refusing = rule.kind === 'block' ? 'holds' : 'fails'
  const verdict =
    force === 'fails' || (known !== refusing && known !== 'depends')
      ? 'lets-in'
      : known === 'depends'
        ? 'depends'
        : 'refuses'
  // A block that says nothing of addresses, or nothing against this one, is no news.
  if (rule.kind === 'block' && verdict !== 'refuses') return undefined
  return {
    file: rule.place.file,
    line: rule.place.line,
    ...(rule.name !== undefined && { name: rule.name }),
    kind: rule.kind,
    text: rule.text,
    shadow: rule.shadow,
    verdict,
    where: rule.guards.filter(({ condition }) => knownOfAddress(condition, ip, model) === 'depends').map(guardWords),
  }
}

function guardWords({ source, text }: Guard): string {
  return source === 'bots-on-robots-txt' ? 'except for GET and HEAD of /robots.txt' : `${source} ${text}`
}
