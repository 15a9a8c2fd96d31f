import type { WindowSpec, WindowTerm } from '@tidegate/values'

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** A window as the language writes it: `mon-fri 09:00-17:00 except 2026-12-25 Europe/Bucharest`. */
export function describeWindow({ terms, except, zone }: WindowSpec): string {
  const exceptions = except.length === 0 ? '' : ` except ${except.map(termWords).join(', ')}`
  return `${terms.map(termWords).join(', ')}${exceptions} ${zone}`
}

function termWords({ dates, days, clock }: WindowTerm): string {
  const words = [
    ...(dates === undefined ? [] : [dates.first === dates.last ? dates.first : `${dates.first} - ${dates.last}`]),
    ...(days === undefined ? [] : [daysWords(days)]),
    ...(clock === undefined ? [] : [`${clockWords(clock.from)}-${clockWords(clock.to)}`]),
  ]
  return words.join(' ')
}

function daysWords(days: number): string {
  const set = [...dayNames.keys()].filter((day) => ((days >>> day) & 1) === 1)
  const runs: { readonly first: number; last: number }[] = []
  for (const day of set) {
    const run = runs.at(-1)
    if (run !== undefined && run.last === day - 1) run.last = day
    else runs.push({ first: day, last: day })
  }
  return runs
    .map(({ first, last }) => (first === last ? dayNames[first]! : `${dayNames[first]}-${dayNames[last]}`))
    .join(', ')
}

function clockWords(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** A stretch of time (ms since 1970) in UTC: `2026-11-18 17:00 to 17:01 UTC`. */
export function describeStretch({ from, until }: { readonly from: number; readonly until: number }): string {
  const [day, clock] = momentWords(from)
  const [untilDay, untilClock] = momentWords(until)
  return `${day} ${clock} to ${day === untilDay ? untilClock : `${untilDay} ${untilClock}`} UTC`
}

function momentWords(ms: number): readonly [string, string] {
  const text = new Date(ms).toISOString()
  return [text.slice(0, 10), text.slice(11, 16)]
}
