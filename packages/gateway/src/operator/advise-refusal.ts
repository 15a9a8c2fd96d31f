import type { Reason } from '@tidegate/engine'

/** What to look at after a refusal for this reason, in one sentence for the operator. */
export function adviseRefusal(reason: Reason): string {
  switch (reason) {
    case 'no-rule-refuses':
      return 'the request was admitted'
    case 'block-rule':
      return 'nothing overrides a block: an exception is written in the rule itself'
    case 'allow-only-rule':
      return 'the request does not meet the requirement of the rule: an exception is written in the rule itself'
    case 'limit-exceeded':
      return 'the client may go on after the time that its reply named; `tidegate counters reset` lets it go on now'
    case 'ambiguous-method':
      return 'servers read this method differently: the client has to send it in upper case'
    case 'ambiguous-path':
      return 'servers read this path differently: the client has to send it in its plain form'
    case 'ambiguous-host':
      return 'the request has no valid Host field, or several'
    case 'ambiguous-parameter':
      return 'a parameter or field that a rule tests was sent several times'
    case 'target-too-long':
      return 'the target is longer than a policy reads'
    case 'too-many-headers':
      return 'the request has more header fields than the server keeps'
    case 'client-address-unknown':
      return 'a trusted proxy sent no usable address of the client: run `tidegate doctor`'
    case 'fact-missing':
      return 'the application or a plugin has to supply the fact'
    case 'store-unavailable':
      return 'the store of the counters was not available: see the status of the site'
    case 'counters-full':
      return 'the counters are full of clients over their limits: raise `capacity`, or block the networks that send them'
  }
}
