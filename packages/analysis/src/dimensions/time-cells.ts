import { isWindowOpen, parseDay, type WindowSpec } from '@tidegate/values'
import type { Atom } from '../logic/atom.ts'
import type { TimeCell } from './dimension.ts'
import type { FiniteCell } from './finite-dimension.ts'
import { type OffsetSpan, offsetSpans } from './offset-spans.ts'

const day = 1440
const firstPlausible = Date.UTC(2020, 0, 1) / 60_000
const endOfPlausible = Date.UTC(2101, 0, 1) / 60_000

interface Stretch {
  readonly from: number
  readonly until: number
}

/**
 * Partitions all plausible moments (2020 to 2100) into cells of moments at which the same windows are open, followed by a cell for
 * an implausible clock. The result is proved, not sampled: while no zone changes its offset and no date of a window begins or ends,
 * everything repeats after seven days; so one week of each such period is examined, and the days around dates and changes
 * completely.
 */
export function timeCells(atoms: readonly Atom[], nowMs: number): readonly FiniteCell[] {
  const windows: { readonly spec: WindowSpec; readonly key: string }[] = []
  const windowOf = atoms.map((atom) => {
    if (atom.kind !== 'window') return -1
    const key = JSON.stringify(atom.spec)
    const known = windows.findIndex((window) => window.key === key)
    return known >= 0 ? known : windows.push({ spec: atom.spec, key }) - 1
  })
  const specs = windows.map(({ spec }) => spec)
  const rows = new Map<string, { readonly open: readonly boolean[]; stretch: Stretch }>()
  const walk = (span: OffsetSpan, from: number, until: number): void => {
    const bounds = boundsIn(specs, span, from, until)
    for (const [index, at] of bounds.entries()) {
      const open = specs.map((spec) => isWindowOpen(spec, at * 60_000, span.zones))
      const key = open.map(Number).join('')
      const end = bounds[index + 1] ?? until
      const known = rows.get(key)
      if (known === undefined) rows.set(key, { open, stretch: { from: at, until: end } })
      else if (known.stretch.until === at) known.stretch = { from: known.stretch.from, until: end }
    }
  }
  const now = Math.floor((Number.isFinite(nowMs) ? nowMs : 0) / 60_000)
  for (const { span, from, until } of walksOf(specs, now)) walk(span, from, until)

  const cells = [...rows.values()].map(({ open, stretch }): FiniteCell => {
    const held = new Set<number>()
    for (const [index, atom] of atoms.entries()) {
      if (atom.kind === 'window' && open[windowOf[index]!] === atom.open) held.add(index)
    }
    const { from, until } = stretch
    return cellOf({ atoms: held, stretch: { from: from * 60_000, until: until * 60_000 } })
  })
  const implausible = new Set(atoms.flatMap((atom, index) => (atom.kind === 'window' && atom.inDoubt ? [index] : [])))
  return [...cells, cellOf({ atoms: implausible, stretch: undefined })]
}

function cellOf(cell: TimeCell): FiniteCell {
  return { value: { kind: 'time', cell }, holds: (atom) => cell.atoms.has(atom) }
}

interface Walk extends Stretch {
  readonly span: OffsetSpan
}

/**
 * The periods to examine: the coming year first, for examples; then the first week after each change of an offset, and the days
 * around each date.
 */
function walksOf(specs: readonly WindowSpec[], now: number): readonly Walk[] {
  const spans = offsetSpans(
    specs.map(({ zone }) => zone),
    firstPlausible,
    endOfPlausible,
  )
  const clipped = (from: number, until: number): readonly Walk[] =>
    spans.flatMap((span): readonly Walk[] => {
      const walk = { span, from: Math.max(from, span.from), until: Math.min(until, span.until) }
      return walk.from < walk.until ? [walk] : []
    })
  const edges = specs.flatMap(({ terms, except }) =>
    [...terms, ...except].flatMap(({ dates }) => (dates === undefined ? [] : [dates.first, dates.last])),
  )
  const days = [...new Set(edges)].flatMap((date) => parseDay(date) ?? [])
  return [
    ...clipped(now, now + 366 * day),
    ...spans.flatMap((span) => clipped(span.from, Math.min(span.from + 9 * day, span.until))),
    // A zone is less than a day from UTC, and a span that crosses midnight extends into the next day.
    ...days.toSorted((x, y) => x - y).flatMap((date) => clipped((date - 2) * day, (date + 11) * day)),
  ]
}

/** The minutes at which a window may open or close, including `from`. */
function boundsIn(specs: readonly WindowSpec[], span: OffsetSpan, from: number, until: number): readonly number[] {
  const ofDay = new Set<number>()
  for (const { terms, except, zone } of specs) {
    const offset = span.zones.offsetMinutes(zone, span.from * 60_000)
    const clocks = [...terms, ...except].flatMap(({ clock }) => (clock === undefined ? [] : [clock.from, clock.to]))
    for (const minute of [0, ...clocks]) ofDay.add((((minute - offset) % day) + day) % day)
  }
  const sorted = [...ofDay].toSorted((x, y) => x - y)
  const bounds = [from]
  for (let start = Math.floor(from / day) * day; start < until; start += day) {
    for (const minute of sorted) if (start + minute > from && start + minute < until) bounds.push(start + minute)
  }
  return bounds
}
