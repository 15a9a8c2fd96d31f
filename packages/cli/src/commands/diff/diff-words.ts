import { type DiffWitness, type LimitClass, limitWords, type Outcome, type UnsettledRule } from '@tidegate/analysis'
import { escapeControls } from '@tidegate/values'
import { replyWords } from '../../output/reply-words.ts'

/** Returns which requests a class consists of. */
export function whereWords(where: readonly string[], all: boolean): string {
  const words = where.length === 0 ? 'all requests' : where.join(', ')
  return escapeControls(all ? words : `${words} (if no other rule decides)`)
}

/** Returns what a policy does with the requests of a class. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'pass':
      return 'pass'
    case 'fact-missing':
      return 'block 503, a required fact is missing'
    case 'block':
      return escapeControls(`block ${replyWords(outcome)}`)
  }
}

/** Returns the name of a limit, and whether only one of the policies contains it. */
export function limitTitle({ limit, in: sides }: LimitClass): string {
  const [only] = sides
  return escapeControls(`\`${limit}\`${sides.length === 2 ? '' : only === 'b' ? ' (added)' : ' (removed)'}`)
}

/** Returns how a limit counts requests in each of the policies, and which one is stricter if that is known. */
export function limitChange({ before, after, change }: LimitClass): string {
  const [first, second] = [before, after].map((terms) => (terms === undefined ? 'not counted' : limitWords(terms)))
  return escapeControls(`${first} → ${second}${change === undefined ? '' : ` (${change})`}`)
}

/** Returns a request that shows a difference, with its time unless that is `nowMs`. */
export function witnessWords({ request, at }: DiffWitness, nowMs: number): string {
  const { method, target, ip, peer, headers, user, facts } = request
  const fields = headers.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${short(String(headers[index + 1]))}`] : [],
  )
  const parts = [
    `${method} ${short(String(target))}`,
    ...(ip === undefined ? [] : [`from ${ip}`]),
    ...(peer === ip ? [] : [`peer ${peer ?? 'unknown'}`]),
    ...fields,
    ...(user === undefined ? [] : [`user ${short(String(user))}`]),
    ...(facts === undefined ? [] : [JSON.stringify(facts)]),
    ...(Math.abs(Date.parse(at) - nowMs) < 60_000 ? [] : [`at ${at}`]),
  ]
  return escapeControls(parts.join(', '))
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** Returns why a rule could not be analysed. */
export function whyWords(why: UnsettledRule['why']): string {
  switch (why) {
    case 'budget':
      return 'the budget is used up'
    case 'no-text':
      return 'found no text that satisfies all its conditions, and no proof that there is none'
    case 'no-request':
      return 'found no request that shows the possible difference'
    case 'many-bots':
      return 'it counts by bot, and the policies declare too many other bots'
    case 'client-ip':
      return 'found no request that this changes, and no proof that there is none'
  }
}
