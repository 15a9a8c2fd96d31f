import type { Condition, Model, Rule } from '@tidegate/model'
import { type IpAddress, ipSetHas } from '@tidegate/values'

/** What a condition comes to when only the client's address is known. */
export type Known = 'holds' | 'fails' | 'depends'

/** What a condition says of an address, whatever else a request holds; `depends` where something else decides. */
export function knownOfAddress(condition: Condition, ip: IpAddress, model: Model): Known {
  switch (condition.kind) {
    case 'anyone':
      return 'holds'
    case 'and':
      return together(
        condition.all.map((part) => knownOfAddress(part, ip, model)),
        'holds',
        'fails',
      )
    case 'or':
      return together(
        condition.any.map((part) => knownOfAddress(part, ip, model)),
        'fails',
        'holds',
      )
    case 'not': {
      const known = knownOfAddress(condition.condition, ip, model)
      return known === 'depends' ? known : known === 'holds' ? 'fails' : 'holds'
    }
    case 'ip-in':
      if (condition.subject.kind !== 'ip') return 'depends'
      return ipSetHas(model.addressSets[condition.set]!.set, ip) ? 'holds' : 'fails'
    case 'ip-in-fact':
    case 'bot-in':
    case 'bot-impersonates':
    case 'path-in':
    case 'text-in':
    case 'text-match':
    case 'text-same':
    case 'number-compare':
    case 'flag':
    case 'present':
    case 'not-empty':
    case 'now-in':
      return 'depends'
  }
}

/** Whether a rule is in force for an address, as far as that is known. */
export function forceOfAddress(rule: Rule, ip: IpAddress, model: Model): Known {
  return together(
    rule.guards.map(({ condition }) => knownOfAddress(condition, ip, model)),
    'holds',
    'fails',
  )
}

/** `neutral` where all parts are, `absorbing` where one is. */
function together(parts: readonly Known[], neutral: Known, absorbing: Known): Known {
  if (parts.includes(absorbing)) return absorbing
  return parts.every((part) => part === neutral) ? neutral : 'depends'
}
