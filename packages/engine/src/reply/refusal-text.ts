import type { Decision } from '../decision.ts'
import { statusPhrase } from './status-phrase.ts'

/**
 * The text that a refused client gets: the reply text of the policy, or a sentence about the reason. It never reveals the list, the
 * rule or the missing fact; the decision's id leads to them in the log.
 */
export function refusalText(decision: Decision, retryAfterSeconds: number | undefined): string {
  return decision.replyText ?? withDelay(sentence(decision), retryAfterSeconds)
}

function sentence(decision: Decision): string {
  const { reason, detail, status } = decision
  const why = detail === undefined ? '' : `: ${detail}`
  switch (reason) {
    case 'no-rule-refuses':
    case 'block-rule':
    case 'allow-only-rule':
    case 'limit-exceeded':
    case 'counters-full':
      return statusPhrase(status)
    case 'ambiguous-method':
      return `The request method is ambiguous${why}`
    case 'ambiguous-path':
      return `The request target is ambiguous${why}`
    case 'ambiguous-host':
      return `The request does not name exactly one host${why}`
    case 'ambiguous-parameter':
      return 'A parameter can be read in more than one way'
    case 'target-too-long':
      return 'The request target is too long'
    case 'too-many-headers':
      return 'The request has too many header fields'
    case 'client-address-unknown':
    case 'fact-missing':
    case 'store-unavailable':
      return 'The service cannot process the request right now'
  }
}

function withDelay(text: string, seconds: number | undefined): string {
  if (seconds === undefined) return text
  return `${text}. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
}
