import { type Condition, foldCondition, type Model, type Rule } from '@tidegate/model'
import { type IpAddress, ipSetHas } from '@tidegate/values'

/** Value of a condition if only the client's address is known. */
export type Known = 'true' | 'false' | 'depends'

/** Returns the value of a condition for an address, whatever else a request contains; `depends` if that is not enough to decide it. */
export function knownOfAddress(condition: Condition, ip: IpAddress, model: Model): Known {
  return foldCondition<Known>(condition, {
    constant: (value) => (value ? 'true' : 'false'),
    all: (parts) => together(parts, 'true', 'false'),
    any: (parts) => together(parts, 'false', 'true'),
    test: (test, wanted) => {
      if (test.kind !== 'ip-in' || test.subject.kind !== 'ip') return 'depends'
      return ipSetHas(model.addressSets[test.set]!.set, ip) === wanted ? 'true' : 'false'
    },
  })
}

/** Returns whether a rule is in force for an address, as far as the address decides it. */
export function isInForceFor(rule: Rule, ip: IpAddress, model: Model): Known {
  return together(
    rule.guards.map(({ condition }) => knownOfAddress(condition, ip, model)),
    'true',
    'false',
  )
}

/** Returns `absorbing` if one part is, `neutral` if all parts are, otherwise `depends`. */
function together(parts: readonly Known[], neutral: Known, absorbing: Known): Known {
  if (parts.includes(absorbing)) return absorbing
  return parts.every((part) => part === neutral) ? neutral : 'depends'
}
