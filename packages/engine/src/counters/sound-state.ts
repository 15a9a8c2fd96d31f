import { blockBytes, blockLeftMs } from './blocking.ts'
import type { Cells } from './cells.ts'
import { cellsOfRing } from './ring.ts'
import type { PlacedCounter, RowLayout } from './row-layout.ts'
import { rowTimeOf } from './row.ts'

const latestMs = 2 ** 47

/** Whether a row is one that a store can have made. What reads rows relies on that, and a file may contain anything. */
export function isSoundRow(cells: Cells, at: number, layout: RowLayout): boolean {
  return (
    isWhole(rowTimeOf(cells, at), latestMs) &&
    layout.counters.every((counter) => isSoundCounter(cells, at + counter.offset, counter))
  )
}

function isSoundCounter(cells: Cells, at: number, counter: PlacedCounter): boolean {
  const { blockMs } = counter
  if (blockMs === 0) return isSoundState(cells, at, counter)
  return isWhole(blockLeftMs(cells, at), blockMs) && isSoundState(cells, at + blockBytes, counter)
}

function isSoundState(cells: Cells, at: number, counter: PlacedCounter): boolean {
  const { algorithm, count, periodMs, burst } = counter
  switch (algorithm) {
    case 'log': {
      const isWide = periodMs > 0xffffffff
      const lives = isWide ? cells.doubles : cells.words
      const start = isWide ? at >> 3 : at >> 2
      for (let i = 0; i < count; i++) {
        const most = i === 0 ? periodMs : lives[start + i - 1]!
        if (!isWhole(lives[start + i]!, most)) return false
      }
      return true
    }
    case 'ring': {
      const total = cells.words[(at >> 2) + 2]!
      const counted = cellsOfRing(cells, at, counter).reduce((sum, cell) => sum + cell, 0)
      return total <= count && total === counted && isWhole(cells.doubles[at >> 3]!, periodMs)
    }
    case 'gcra':
      return isWhole(cells.doubles[at >> 3]!, burst * periodMs)
    case 'calendar':
      return (
        Number.isFinite(cells.doubles[at >> 3]!) &&
        isWhole(cells.doubles[(at >> 3) + 1]!, 2 * periodMs) &&
        cells.words[(at >> 2) + 4]! <= count
      )
    case 'at-once':
      return true
  }
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most
}
