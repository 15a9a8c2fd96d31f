import { createLogRecord, type LogRecord } from './log-record.ts'

/** Puts lines that are a little out of order in order of time. */
export interface Sequencer {
  /**
   * Takes a record, which MUST NOT be touched any more, and hands on those that nothing can come before now. Returns one that the next
   * line may be read into.
   */
  readonly accept: (record: LogRecord) => LogRecord
  /** Hands on all that is left. */
  readonly end: () => void
  readonly counts: () => SequenceCounts
}

export interface SequenceCounts {
  /** Lines that stood behind a later one and were put in front of it. */
  readonly reordered: number
  /** Lines that came too late for that: judged at the time of the line that was judged before them. */
  readonly late: number
}

export interface SequencerOptions {
  /** How much earlier than the latest time seen a line may be to be put in order. */
  readonly windowMs: number
  /** Lines that wait at most; when more would, the earliest goes on. */
  readonly maxWaiting: number
  /** Receives records in order of time, equal times in the order of lines. It MUST NOT keep the record, nor parts of its texts. */
  readonly take: (record: LogRecord, timeMs: number) => void
}

/**
 * A sequencer whose waiting lines stand sorted in one array: a line in order costs a comparison, one out of order a search and a
 * move of small numbers. Records are used again, so memory is bounded by `maxWaiting`.
 */
export function createSequencer({ windowMs, maxWaiting, take }: SequencerOptions): Sequencer {
  const capacity = Math.max(1, maxWaiting) + 1
  const slots: LogRecord[] = [createLogRecord()]
  const free: number[] = []
  // Sorted by time: waiting are `order[head]` to `order[tail - 1]`, indices of `slots`.
  const order = new Int32Array(capacity * 2)
  let head = 0
  let tail = 0
  let filling = 0
  let latestMs = -Infinity
  let judgedMs = -Infinity
  let reordered = 0
  let late = 0

  function accept(record: LogRecord): LogRecord {
    const { timeMs } = record
    slots[filling] = record
    if (timeMs >= latestMs) {
      latestMs = timeMs
      order[tail++] = filling
    } else if (timeMs < judgedMs) {
      late++
      // Nothing that waits is earlier.
      handOn(record, judgedMs)
      return record
    } else {
      reordered++
      insert(timeMs)
    }
    release()
    filling = free.pop() ?? slots.push(createLogRecord()) - 1
    if (tail === order.length) {
      order.copyWithin(0, head, tail)
      tail -= head
      head = 0
    }
    return slots[filling]!
  }

  function insert(timeMs: number): void {
    let low = head
    let high = tail
    while (low < high) {
      const middle = (low + high) >>> 1
      if (slots[order[middle]!]!.timeMs <= timeMs) low = middle + 1
      else high = middle
    }
    order.copyWithin(low + 1, low, tail)
    order[low] = filling
    tail++
  }

  function release(): void {
    const dueMs = latestMs - windowMs
    while (head < tail) {
      const slot = order[head]!
      const record = slots[slot]!
      if (record.timeMs >= dueMs && windowMs > 0 && tail - head <= maxWaiting) return
      head++
      free.push(slot)
      handOn(record, record.timeMs)
    }
  }

  function handOn(record: LogRecord, timeMs: number): void {
    judgedMs = timeMs
    take(record, timeMs)
  }

  function end(): void {
    for (; head < tail; head++) {
      const slot = order[head]!
      free.push(slot)
      handOn(slots[slot]!, slots[slot]!.timeMs)
    }
    head = 0
    tail = 0
    filling = free.pop()!
  }

  return { accept, end, counts: () => ({ reordered, late }) }
}
