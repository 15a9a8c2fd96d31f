import type { Contender } from './contender.ts'
import { median } from './statistics.ts'

/** Which contenders to time, with which inputs, and for how long. */
export interface Turns<I> {
  readonly contenders: readonly Contender<I>[]
  /**
   * Creates the inputs for a seed, which is the same for all contenders. They are created again for each contender, so that no string has been
   * used or hashed before; creating them is not timed.
   */
  readonly inputs: (seed: number) => readonly I[]
  readonly rounds: number
  /** The number of inputs that each contender processes before anything is timed, so that its code is compiled. Default: one round. */
  readonly warmUp?: number
  /** Approximately the time of a contender per round; less if its `batches` are used up. */
  readonly roundMs: number
  /**
   * The number of batches of inputs per round. Each input is used once and created just before, like the requests of a server: new, but
   * still in the caches. Without it, the inputs of a round are used repeatedly, as far as its time goes.
   */
  readonly batches?: number
  /**
   * The number of bytes of other memory that are written before each input, so that the contender's data is no longer in the caches, as between
   * the system calls of a server. Each input is timed separately, which adds about 0.2 µs to every figure.
   */
  readonly writtenBetween?: number
}

/**
 * Returns nanoseconds per operation, by contender and round. Contenders run one after another within a round, in an order that is reversed in
 * every other round, with the same inputs in the same order. All are warmed up first, which is not timed and takes at most as long as ten rounds.
 */
export async function timeInTurns<I>(work: Turns<I>): Promise<readonly (readonly number[])[]> {
  const { contenders, rounds, roundMs } = work
  const times = contenders.map((): number[] => [])
  for (const contender of contenders) {
    const first = await timeRound(contender, work, 0)
    for (let seen = first.done, elapsed = 0; seen < (work.warmUp ?? 0) && elapsed < 10 * roundMs;) {
      const next = await timeRound(contender, work, 1 + seen)
      seen += next.done
      elapsed += next.elapsed
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    const order = contenders.map((_, index) => index)
    if (round % 2 === 1) order.reverse()
    for (const index of order) {
      const { done, elapsed } = await timeRound(contenders[index]!, work, 1_000_000 + round)
      times[index]!.push((elapsed * 1e6) / done)
    }
  }
  return times
}

async function timeRound<I>(contender: Contender<I>, work: Turns<I>, round: number): Promise<Stint> {
  const { batches, roundMs, inputs, writtenBetween } = work
  if (writtenBetween !== undefined) return timeFar(contender, inputs(round), writtenBetween)
  let done = 0
  let elapsed = 0
  if (batches === undefined) {
    const again = slicesOf(inputs(round))
    settleInputs()
    for (let at = 0; elapsed < roundMs; at = (at + 1) % again.length) {
      const slice = again[at]!
      elapsed += 'run' in contender ? timeSync(contender.run, slice) : await timeAsync(contender.runAsync, slice)
      done += slice.length
    }
  }
  for (let batch = 0; batch < (batches ?? 0) && elapsed < roundMs; batch += 1) {
    const fresh = inputs(round * 1_000 + batch)
    elapsed += 'run' in contender ? timeSync(contender.run, fresh) : await timeAsync(contender.runAsync, fresh)
    done += fresh.length
  }
  return { done, elapsed }
}

/**
 * Processes half of the inputs without pauses, so that code is compiled and counters exist, then the others one by one. WHY: the median of those
 * is used, because some take ten times as long if the machine does something else meanwhile.
 */
async function timeFar<I>(contender: Contender<I>, inputs: readonly I[], bytes: number): Promise<Stint> {
  const half = inputs.length >>> 1
  const near = inputs.slice(0, half)
  if ('run' in contender) timeSync(contender.run, near)
  else await timeAsync(contender.runAsync, near)
  const other = new Int32Array(bytes >>> 2)
  const times: number[] = []
  for (const input of inputs.slice(half)) {
    for (let at = 0; at < other.length; at += 16) other[at]!++
    const one = [input]
    times.push('run' in contender ? timeSync(contender.run, one) : await timeAsync(contender.runAsync, one))
  }
  return { done: 1, elapsed: median(times) }
}

/** WHY: a peer that takes a thousand times as long as the others would need minutes for all inputs of a round. */
function slicesOf<I>(inputs: readonly I[]): readonly (readonly I[])[] {
  const perSlice = 1_000
  return Array.from({ length: Math.ceil(inputs.length / perSlice) }, (_, index) =>
    inputs.slice(index * perSlice, (index + 1) * perSlice),
  )
}

/** A number of operations, and the milliseconds that they took. */
interface Stint {
  readonly done: number
  readonly elapsed: number
}

/** WHY: collecting a contender's garbage is part of its time, but copying many inputs in the heap is not. */
function settleInputs(): void {
  const collect = (globalThis as { gc?: (options: { readonly type: 'minor' }) => void }).gc
  collect?.({ type: 'minor' })
  collect?.({ type: 'minor' })
}

let sink: unknown = 0

function timeSync<I>(run: (input: I) => unknown, inputs: readonly I[]): number {
  const started = performance.now()
  for (let at = 0; at < inputs.length; at += 1) {
    const result = run(inputs[at]!)
    if (result === sink) sink = at
  }
  return performance.now() - started
}

async function timeAsync<I>(runAsync: (input: I) => Promise<unknown>, inputs: readonly I[]): Promise<number> {
  const started = performance.now()
  for (let at = 0; at < inputs.length; at += 1) {
    const result = await runAsync(inputs[at]!)
    if (result === sink) sink = at
  }
  return performance.now() - started
}
