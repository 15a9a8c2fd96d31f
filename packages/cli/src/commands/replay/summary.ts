import { nameAgent } from '@tidegate/access-logs'
import { escapeControls } from '@tidegate/values'
import type { ReplayReport, ReportedHitter } from '@tidegate/replay'
import { grouped, percent } from '../../terminal/numbers.ts'
import { keyWords } from './words.ts'

/** Returns one sentence about a replay: how many requests are those of bots, how many people are probably refused, and what is saved. */
export function summaryOf({ audience, answeredWell, lines: { judged } }: ReplayReport): string {
  const { bots, people, nameless, bytes } = audience
  const share = (part: number, whole: number): string => percent(whole === 0 ? 0 : part / whole)
  const saved =
    bytes === undefined || bytes.sent === 0
      ? []
      : [`${size(bytes.refused)} of ${size(bytes.sent)} would not have been sent (${share(bytes.refused, bytes.sent)})`]
  const without = `The requests have no User-Agent, so bots and people cannot be distinguished; ${share(nameless.refused, judged)} would have been refused`
  if (bots.count + people.count === 0) return `${[without, ...saved].join('; ')}.`
  const parts = [
    bots.count === 0
      ? 'No request came from a bot that names itself'
      : `Bots that name themselves sent ${share(bots.count, judged)} of the requests, and ${share(bots.refused, bots.count)} of theirs would have been refused`,
    people.refused === 0
      ? 'no request that looks like a person’s would have been refused'
      : `of ${grouped(people.count)} ${people.count === 1 ? 'request that looks' : 'requests that look'} like a person’s, ${grouped(people.refused)} would have been refused (${share(people.refused, people.count)})${peopleWords(people.refusedClients, answeredWell.count)}`,
    ...(nameless.refused === 0
      ? []
      : [`of ${grouped(nameless.count)} without a User-Agent, ${grouped(nameless.refused)} would have been refused`]),
    ...saved,
  ]
  return `${parts.join('; ')}.`
}

/** The number of people that were served and would have been refused; unknown if the log has no statuses. */
function peopleWords(
  { count, exact }: ReplayReport['audience']['people']['refusedClients'],
  answeredWell: number,
): string {
  if (answeredWell === 0) return ''
  if (count === 0) return ', and the server had served none of them'
  return `, from ${exact ? '' : 'about '}${grouped(count)} ${count === 1 ? 'address' : 'addresses'} that the server had served`
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Returns a number of octets, such as `12.3 MB`. */
export function size(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** Returns the name of an agent as it writes it, such as `AhrefsBot`, if it names itself; otherwise the whole agent, made safe to print. */
export function agentWords(hitter: ReportedHitter): string {
  const { key } = hitter
  if (key === undefined) return keyWords(hitter)
  const { token } = nameAgent(key)
  const at = token === undefined ? -1 : key.toLowerCase().indexOf(token)
  return at < 0 ? keyWords(hitter) : escapeControls(key.slice(at, at + token!.length))
}
