import type { Cells } from './cells.ts'
import type { CounterKernel, Quota } from './counter-kernel.ts'

/**
 * Keeps the times of the newest N places, for N up to 16. It admits at most N in any half-open interval of one period, and quota becomes available
 * exactly when the oldest charge is one period old.
 *
 * Each cell contains the life of a place: the milliseconds until its charge is one period old. The newest charge is first, so values never
 * increase:
 *
 *     N = 5   | 60000 | 41200 |  7350 |     0 |     0 |     three places taken, two remaining
 *               newest          oldest    free    free
 *
 * 4 bytes per cell; 8 if the period does not fit into 32 bits (more than 49 days).
 */
export const log: CounterKernel = {
  stateBytes,
  spanMs,
  advance,
  check,
  charge,
  remaining,
  nextMs,
  resetMs,
  carry,
  join,
  newest,
}

const maxNarrowMs = 0xffffffff

function stateBytes(quota: Quota): number {
  return isWide(quota) ? quota.count * 8 : Math.ceil(quota.count / 2) * 8
}

function spanMs(quota: Quota): number {
  return quota.periodMs
}

function advance(cells: Cells, at: number, quota: Quota, fromMs: number, toMs: number): void {
  const lives = livesOf(cells, quota)
  const elapsed = toMs - fromMs
  const start = startOf(at, quota)
  for (let i = start; i < start + quota.count; i++) {
    const life = lives[i]!
    if (life === 0) return
    lives[i] = life > elapsed ? life - elapsed : 0
  }
}

function check(cells: Cells, at: number, quota: Quota, _nowMs: number, places: number): number {
  if (places === 0) return 0
  const needed = places < quota.count ? places : quota.count
  return livesOf(cells, quota)[startOf(at, quota) + quota.count - needed]!
}

function charge(cells: Cells, at: number, quota: Quota, _nowMs: number, places: number): void {
  const lives = livesOf(cells, quota)
  const start = startOf(at, quota)
  if (places !== 1) {
    const taken = places < quota.count ? places : quota.count
    lives.copyWithin(start + taken, start, start + quota.count - taken)
    lives.fill(quota.periodMs, start, start + taken)
    return
  }
  let moved = quota.periodMs
  for (let i = start; i < start + quota.count && moved > 0; i++) {
    const life = lives[i]!
    lives[i] = moved
    moved = life
  }
}

function remaining(cells: Cells, at: number, quota: Quota): number {
  return quota.count - taken(cells, at, quota)
}

function nextMs(cells: Cells, at: number, quota: Quota): number {
  const used = taken(cells, at, quota)
  return used === 0 ? quota.periodMs : livesOf(cells, quota)[startOf(at, quota) + used - 1]!
}

function resetMs(cells: Cells, at: number, quota: Quota): number {
  return livesOf(cells, quota)[startOf(at, quota)]!
}

function carry(from: Cells, fromAt: number, old: Quota, to: Cells, toAt: number, quota: Quota): void {
  const source = livesOf(from, old)
  const target = livesOf(to, quota)
  const kept = Math.min(old.count, quota.count)
  for (let i = 0; i < kept; i++) target[startOf(toAt, quota) + i] = source[startOf(fromAt, old) + i]!
}

function join(from: Cells, fromAt: number, to: Cells, toAt: number, quota: Quota): void {
  const source = livesOf(from, quota)
  const target = livesOf(to, quota)
  const [start, end] = [startOf(fromAt, quota), startOf(toAt, quota)]
  for (let i = 0; i < quota.count; i++) target[end + i] = Math.max(source[start + i]!, target[end + i]!)
}

function newest(cells: Cells, at: number, quota: Quota, nowMs: number, max: number): number[] {
  const lives = livesOf(cells, quota)
  const start = startOf(at, quota)
  const instants: number[] = []
  for (let i = start; i < start + quota.count && instants.length < max && lives[i]! > 0; i++) {
    instants.push(nowMs + lives[i]! - quota.periodMs)
  }
  return instants
}

/** Number of charges that count. */
function taken(cells: Cells, at: number, quota: Quota): number {
  const lives = livesOf(cells, quota)
  const start = startOf(at, quota)
  let used = 0
  while (used < quota.count && lives[start + used]! > 0) used++
  return used
}

function isWide(quota: Quota): boolean {
  return quota.periodMs > maxNarrowMs
}

function livesOf(cells: Cells, quota: Quota): Uint32Array | Float64Array {
  return isWide(quota) ? cells.doubles : cells.words
}

function startOf(at: number, quota: Quota): number {
  return isWide(quota) ? at >> 3 : at >> 2
}
