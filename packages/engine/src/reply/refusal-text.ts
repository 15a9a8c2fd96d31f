import type { Decision } from '../decision.ts'
import { statusPhrase } from './status-phrase.ts'

/**
 * What a refused client may read: the policy's own words, or a sentence about the reason. It never says which list or which
 * rule it was, nor which fact is missing: the decision's id leads to that in the log.
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
    case 'ambiguous-path':
      return `The request target can be read in more than one way${why}`
    case 'ambiguous-host':
      return `The request does not name one host${why}`
    case 'ambiguous-parameter':
      return 'A parameter is given more than once'
    case 'target-too-long':
      return 'The request target is too long'
    case 'client-address-unknown':
    case 'fact-missing':
    case 'store-unavailable':
      return 'The request cannot be judged at present'
  }
}

function withDelay(text: string, seconds: number | undefined): string {
  if (seconds === undefined) return text
  return `${text}. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
}
