import { planPolicy } from '@tidegate/engine/tools'
import { createGate, type Decision } from '@tidegate/engine'
import type { Guard, Model, Rule } from '@tidegate/model'
import { formatIp, type IpAddress } from '@tidegate/values'
import { isInForceFor, knownOfAddress } from './known-of-address.ts'

/** How one `block` or `allow only` rule treats an address. */
export interface LockoutRule {
  readonly file: string
  readonly line: number
  readonly name?: string
  readonly kind: 'block' | 'allow-only'
  readonly text: string
  readonly shadow: boolean
  /**
   * `refuses`: the rule refuses the address wherever it is in force, whatever else a request contains. `lets-in`: it never refuses the
   * address. `depends`: it depends on other parts of the request.
   */
  readonly verdict: 'refuses' | 'lets-in' | 'depends'
  /** The guards that the address alone does not decide; they tell where the rule is in force. */
  readonly where: readonly string[]
}

/** How a policy treats one address. */
export interface Lockouts {
  readonly address: string
  /** The decision for a GET request for `/` without header fields. */
  readonly front: Pick<Decision, 'outcome' | 'reason' | 'status' | 'rule' | 'detail'>
  /** Every `allow only` rule, and the `block` rules that refuse the address. */
  readonly rules: readonly LockoutRule[]
  /**
   * Whether the plain request for the front page is refused for a reason other than a missing fact, or an enforced rule refuses the address wherever that rule is in force.
   */
  readonly lockedOut: boolean
}

/** Returns how a policy treats an address: its decision for `/`, every `allow only` rule, and the `block` rules that refuse it. */
export function findLockouts(model: Model, ip: IpAddress, nowMs: number): Lockouts {
  const address = formatIp(ip)
  const gate = createGate(planPolicy(model), {
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs },
    logger: false,
  })
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
  const refusing = rule.kind === 'block' ? 'true' : 'false'
  const verdict =
    force === 'false' || (known !== refusing && known !== 'depends')
      ? 'lets-in'
      : known === 'depends'
        ? 'depends'
        : 'refuses'
  // A block is listed only if it refuses this address whatever else a request contains.
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
