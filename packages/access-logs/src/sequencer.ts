import { createLogRecord, type LogRecord } from './log-record.ts'

/** Sorts by time lines that are slightly out of order. */
export interface Sequencer {
  /**
   * Takes ownership of a record, which the caller MUST NOT use any more, and emits the records that no later line can precede.
   * Returns a record into which the next line may be read.
   */
  readonly accept: (record: LogRecord) => LogRecord
  /** Emits all remaining records. */
  readonly end: () => void
  readonly counts: () => SequenceCounts
}

/** How many lines were not in the order of time. */
export interface SequenceCounts {
  /** Lines that came after a line with a later time and were moved before it. */
  readonly reordered: number
  /** Lines that came too late to be moved; they are evaluated at the time of the previous line. */
  readonly late: number
  /** The longest time by which one of them is earlier than the latest line before it, in milliseconds: a window that would suffice. */
  readonly lateByMs: number
}

export interface SequencerOptions {
  /** The maximum distance of a line from the latest time so far within which it is sorted, in milliseconds. */
  readonly windowMs: number
  /** The maximum number of waiting lines; if it is exceeded, the earliest is emitted. */
  readonly maxWaiting: number
  /**
   * Receives records in order of time; equal times keep the order of lines. It MUST NOT keep the record or parts of its strings.
   */
  readonly take: (record: LogRecord, timeMs: number) => void
}

/** Whether the time of a line matters: that of a line about a policy is when its gate was last heard of. */
function isOfTime({ logged }: LogRecord): boolean {
  return logged === undefined || ['decision', 'settled', 'operator'].includes(logged.kind)
}

/**
 * Creates a sequencer that keeps the waiting lines sorted in one array: a line in order costs one comparison, and a line out of
 * order a search and a move of small numbers. Records are reused, so memory is bounded by `maxWaiting`.
 */
export function createSequencer({ windowMs, maxWaiting, take }: SequencerOptions): Sequencer {
  const capacity = Math.max(1, maxWaiting) + 1
  const slots: LogRecord[] = [createLogRecord()]
  const free: number[] = []
  // Sorted by time: the waiting lines are `order[head]` to `order[tail - 1]`, which are indices into `slots`.
  const order = new Int32Array(capacity * 2)
  let head = 0
  let tail = 0
  let filling = 0
  let latestMs = -Infinity
  let evaluatedMs = -Infinity
  let reordered = 0
  let late = 0
  let lateByMs = 0

  function accept(record: LogRecord): LogRecord {
    const { timeMs } = record
    slots[filling] = record
    if (timeMs >= latestMs) {
      latestMs = timeMs
      order[tail++] = filling
    } else if (timeMs < evaluatedMs) {
      if (isOfTime(record)) {
        late++
        lateByMs = Math.max(lateByMs, latestMs - timeMs)
      }
      // No waiting line is earlier.
      emit(record, evaluatedMs)
      return record
    } else {
      if (isOfTime(record)) reordered++
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
      emit(record, record.timeMs)
    }
  }

  function emit(record: LogRecord, timeMs: number): void {
    evaluatedMs = timeMs
    take(record, timeMs)
  }

  function end(): void {
    for (; head < tail; head++) {
      const slot = order[head]!
      free.push(slot)
      emit(slots[slot]!, slots[slot]!.timeMs)
    }
    head = 0
    tail = 0
    filling = free.pop()!
  }

  return { accept, end, counts: () => ({ reordered, late, lateByMs }) }
}
