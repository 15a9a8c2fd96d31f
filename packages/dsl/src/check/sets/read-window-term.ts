import { didYouMean, parseClock, parseDay, type WindowTerm } from '@tidegate/values'
import type { Name } from '../../syntax/ast/leaves.ts'
import type { WindowEntry } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import { replaceFix } from '../report.ts'

type SpanEntry = Extract<WindowEntry, { kind: 'span' }>

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** Returns one term of a window, or undefined, after a report, if a part of it is not a date, day or time. */
export function readWindowTerm(checking: Checking, entry: SpanEntry): WindowTerm | undefined {
  const dates = entry.dates && readDates(checking, entry.dates)
  const weekdays = entry.days && readDays(checking, entry.days)
  const clock = entry.clock && readClock(checking, entry.clock)
  if (entry.dates && dates === undefined) return undefined
  if (entry.days && weekdays === undefined) return undefined
  if (entry.clock && clock === undefined) return undefined
  return {
    ...(dates !== undefined && { dates }),
    ...(weekdays !== undefined && { days: weekdays }),
    ...(clock !== undefined && { clock }),
  }
}

function readDates(checking: Checking, { first, last }: NonNullable<SpanEntry['dates']>): WindowTerm['dates'] {
  const from = readDate(checking, first)
  const to = readDate(checking, last)
  if (from === undefined || to === undefined) return undefined
  if (from <= to) return { first: first.text, last: last.text }
  checking.report.add('TG214', last.span, `the range ends on \`${last.text}\`, before it begins on \`${first.text}\``)
  return undefined
}

function readDate({ report }: Checking, { text, span }: Name): number | undefined {
  const day = parseDay(text)
  if (day === undefined) {
    report.add('TG214', span, `\`${text}\` is not a valid date`, {
      help: 'write year, month and day: `2026-12-24`',
    })
  }
  return day
}

/** Returns the days from the first to the last, inclusive, possibly across the end of the week; bit 0 is Monday. */
function readDays(checking: Checking, { first, last }: NonNullable<SpanEntry['days']>): number | undefined {
  const from = readWeekday(checking, first)
  const to = readWeekday(checking, last)
  if (from === undefined || to === undefined) return undefined
  let bits = 1 << to
  for (let day = from; day !== to; day = (day + 1) % 7) bits |= 1 << day
  return bits
}

function readWeekday({ report }: Checking, { text, span }: Name): number | undefined {
  const day = days.indexOf(text.toLowerCase())
  if (day >= 0) return day
  const suggestion = didYouMean(text, days)
  report.add('TG214', span, `\`${text}\` is not a day of the week`, {
    help: `the days are ${days.join(', ')}`,
    fix:
      suggestion === undefined ? undefined : replaceFix(span, suggestion, `replace \`${text}\` with \`${suggestion}\``),
  })
  return undefined
}

function readClock(checking: Checking, { from, to }: NonNullable<SpanEntry['clock']>): WindowTerm['clock'] {
  const start = readTime(checking, from)
  const end = readTime(checking, to)
  if (start === undefined || end === undefined) return undefined
  if (start < 1440) return { from: start, to: end }
  checking.report.add('TG214', from.span, '`24:00` is allowed only at the end of a time range', {
    help: 'a day begins at `00:00`',
    fix: replaceFix(from.span, '00:00', 'write `00:00`'),
  })
  return undefined
}

function readTime({ report }: Checking, { text, span }: Name): number | undefined {
  const minutes = parseClock(text)
  if (minutes !== undefined) return minutes
  const padded = /^\d:[0-5]\d$/.test(text) ? `0${text}` : undefined
  report.add('TG214', span, `\`${text}\` is not a time of day`, {
    help: 'write hours and minutes with two digits each, from `00:00` to `24:00`',
    fix: padded === undefined ? undefined : replaceFix(span, padded, `write \`${padded}\``),
  })
  return undefined
}
