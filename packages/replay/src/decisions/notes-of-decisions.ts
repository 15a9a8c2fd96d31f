import type { Model } from '@tidegate/model'
import type { LoggedTally } from './logged-tally.ts'

const maxNamed = 10

/** Returns notes on what decision logs hide or lack, with the rules whose decisions therefore cannot be repeated. */
export function notesOfDecisions(model: Model, asLogged: LoggedTally, unsettled: number): readonly string[] {
  const total = asLogged.decisions()
  if (total === 0) return []
  const notes: string[] = []
  const limits = model.rules.flatMap(({ kind }, index) => (kind === 'limit' ? [index] : []))
  const { rules, decisions } = asLogged.unjudged()
  if (rules.length > 0) {
    notes.push(
      `${decisions} of ${total} decisions are logged with hidden values, so these rules cannot be evaluated as they were: ${namesOf(model, rules)}`,
    )
  }
  const sampled = Object.entries(asLogged.sampled()).filter(([, share]) => share < 1)
  if (sampled.length > 0) {
    const shares = sampled.map(([outcome, share]) => `${percent(share)} of the outcome ${outcome}`).join(', ')
    const effect =
      limits.length === 0 ? '' : `, and these limits count fewer requests than they did: ${namesOf(model, limits)}`
    notes.push(`the log contains a sample only (${shares}): numbers are those of the lines${effect}`)
  }
  if (asLogged.missing() > 0) {
    notes.push(
      `${asLogged.missing()} decisions are missing from the log, because they could not be written in time: limits do not count them`,
    )
  }
  if (unsettled > 0) {
    notes.push(
      `the log does not say how ${unsettled} requests were answered: limits that count replies do not count them, as the policy of that time did not wait for them, or they were in progress at the end`,
    )
  }
  const others = asLogged.policies.size - (asLogged.policies.has(model.fingerprint) ? 1 : 0)
  if (others > 0) {
    const count = [...asLogged.policies].reduce(
      (sum, [fingerprint, policy]) => (fingerprint === model.fingerprint ? sum : sum + policy.count),
      0,
    )
    notes.push(
      `${count} of ${total} decisions were made by ${others === 1 ? 'another policy' : `${others} other policies`}: where they differ, either policy may be the reason`,
    )
  }
  return notes
}

function namesOf(model: Model, rules: readonly number[]): string {
  const named = rules.slice(0, maxNamed).map((index) => {
    const { name, place } = model.rules[index]!
    return `${place.file}:${place.line}${name === undefined ? '' : ` “${name}”`}`
  })
  return rules.length > maxNamed ? `${named.join(', ')} and ${rules.length - maxNamed} more` : named.join(', ')
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
