import type { TimeTick } from '@tidegate/markup'

/** A label below an axis. */
export interface PlacedLabel {
  readonly label: string
  /** Where its anchor is, in pixels from the beginning of the axis. */
  readonly x: number
  readonly anchor: 'start' | 'middle' | 'end'
}

/** At least as wide as a digit at the size of the labels, in pixels. */
const characterWidth = 7
const gap = 8

/**
 * Places labels below an axis of a width in pixels: within it, and apart from each other. Where there is no room for all, every second one is placed, every third
 * one, and so on. `width` is that of two labels at least.
 */
export function placeLabels(ticks: readonly TimeTick[], width: number): readonly PlacedLabel[] {
  for (let every = 1; every < ticks.length; every++) {
    const placed = ticks.filter((_, index) => index % every === 0).map((tick) => placeLabel(tick, width))
    if (placed.every((each, index) => index === 0 || startOf(each) >= endOf(placed[index - 1]!) + gap)) return placed
  }
  return ticks.slice(0, 1).map((tick) => placeLabel(tick, width))
}

function placeLabel({ at, label }: TimeTick, width: number): PlacedLabel {
  const x = at * width
  const half = widthOf(label) / 2
  return { label, x, anchor: x < half ? 'start' : x > width - half ? 'end' : 'middle' }
}

/** Returns where a placed label begins, in pixels from the beginning of the axis. */
export function startOf({ x, anchor, label }: PlacedLabel): number {
  return anchor === 'start' ? x : anchor === 'end' ? x - widthOf(label) : x - widthOf(label) / 2
}

/** Returns where a placed label ends, in pixels from the beginning of the axis. */
export function endOf(placed: PlacedLabel): number {
  return startOf(placed) + widthOf(placed.label)
}

function widthOf(label: string): number {
  return label.length * characterWidth
}
