/** Requests in progress on a virtual clock; `Held` is what one holds until its end. */
export interface Ends<Held> {
  /** Adds a request that holds places until `endMs`. */
  readonly add: (held: Held, endMs: number) => void
  /** Ends all requests whose end is not after `nowMs`, in the order of their ends. */
  readonly passTo: (nowMs: number) => void
}

interface End<Held> {
  readonly held: Held
  readonly endMs: number
}

/** Creates an empty list of requests in progress; `end` gives the places of one back. Adding and ending one takes time logarithmic in their number. */
export function createEnds<Held>(end: (held: Held, endMs: number) => void): Ends<Held> {
  // A binary heap: no request ends before the one at half its index.
  const heap: End<Held>[] = []

  function add(held: Held, endMs: number): void {
    let at = heap.length
    heap.push({ held, endMs })
    for (let parent = (at - 1) >> 1; at > 0 && heap[parent]!.endMs > endMs; parent = (at - 1) >> 1) {
      swap(at, parent)
      at = parent
    }
  }

  function removeFirst(): void {
    const last = heap.pop()!
    if (heap.length === 0) return
    heap[0] = last
    let at = 0
    for (;;) {
      let first = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && heap[child]!.endMs < heap[first]!.endMs) first = child
      }
      if (first === at) return
      swap(at, first)
      at = first
    }
  }

  function swap(one: number, other: number): void {
    const kept = heap[one]!
    heap[one] = heap[other]!
    heap[other] = kept
  }

  function passTo(nowMs: number): void {
    for (let first = heap[0]; first !== undefined && first.endMs <= nowMs; first = heap[0]) {
      removeFirst()
      end(first.held, first.endMs)
    }
  }

  return { add, passTo }
}
