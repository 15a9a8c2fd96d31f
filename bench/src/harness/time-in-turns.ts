import type { Contender } from './contender.ts'
import { median } from './statistics.ts'

/** Who works in turns, at what, and for how long. */
export interface Turns<I> {
  readonly contenders: readonly Contender<I>[]
  /**
   * Inputs for a seed, which is the same for all contenders. They are made anew for each, so that no string was seen or hashed before;
   * making them is not timed.
   */
  readonly inputs: (seed: number) => readonly I[]
  readonly rounds: number
  /** Inputs that each contender meets before anything counts, for the compiler's sake. Default: one round of them. */
  readonly warmUp?: number
  /** Each contender works at least this long a round; with `batches`, about as long at most. */
  readonly roundMs: number
  /**
   * So many batches of inputs a round, every input used once and made just before it, as a server reads its requests: new, but
   * still near the processor. Without it one batch is walked again and again.
   */
  readonly batches?: number
  /**
   * Before each input so many bytes of other memory are written, so that what a contender keeps is as far from the processor as between the
   * system calls of a server. Each input is timed alone, and what that itself takes is in every figure: some 0.2 µs.
   */
  readonly writtenBetween?: number
}

/**
 * Nanoseconds an operation, by contender and round. Contenders take turns within a round, the order turns too, and every one walks
 * the same inputs in the same order. All warm up first, which is not counted and takes ten rounds' time at most.
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
    const again = inputs(round)
    settleInputs()
    while (elapsed < roundMs) {
      elapsed += 'run' in contender ? timeSync(contender.run, again) : await timeAsync(contender.runAsync, again)
      done += again.length
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
 * Half of the inputs as quickly as they come, so that code is compiled and counters are there, then the others one by one. Of those the
 * median stands for all: a machine that does something else meanwhile makes some of them take ten times as long.
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

/** Operations, and the milliseconds that they took. */
interface Stint {
  readonly done: number
  readonly elapsed: number
}

/** WHY: what a contender leaves behind is collected at its own cost, but copying many inputs about is nobody's work. */
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
