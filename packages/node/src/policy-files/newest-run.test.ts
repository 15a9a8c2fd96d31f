import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type EndReason, newestRun, type NewestRun } from './newest-run.ts'

interface Run {
  readonly finish: (result: string) => void
  readonly reason: () => EndReason | undefined
}

let runs: Run[] = []
let slow = 0

beforeEach(() => {
  vi.useFakeTimers()
  runs = []
  slow = 0
})
afterEach(() => {
  vi.useRealTimers()
})

/** Work that ends when a test says so, or when it is ended. */
function open(): NewestRun<string> {
  const work = (signal: AbortSignal, onStart: () => void): Promise<string> => {
    onStart()
    const { promise, resolve } = Promise.withResolvers<string>()
    const reason = (): EndReason | undefined => signal.reason as EndReason | undefined
    signal.addEventListener('abort', () => resolve(`ended: ${reason()}`))
    runs.push({ finish: resolve, reason: () => (signal.aborted ? reason() : undefined) })
    return promise
  }
  return newestRun(work, { deadlineMs: 30_000, slowMs: 2_000, onSlow: () => slow++ })
}

it('shares one further run among all calls during a run', async () => {
  const { run } = open()
  const calls = [run(), run(), run()]
  expect(runs).toHaveLength(1)
  runs[0]!.finish('first')
  await vi.advanceTimersByTimeAsync(0)
  expect(runs).toHaveLength(2)
  runs[1]!.finish('second')
  expect(await Promise.all(calls)).toEqual(['first', 'second', 'second'])
})

it('ends a run that takes longer than a second as soon as a newer one is requested, and answers for both with the newer one', async () => {
  const { run } = open()
  const first = run()
  await vi.advanceTimersByTimeAsync(500)
  const second = run()
  await vi.advanceTimersByTimeAsync(400)
  expect(runs[0]!.reason()).toBeUndefined()
  await vi.advanceTimersByTimeAsync(200)
  expect([runs[0]!.reason(), runs.length]).toEqual(['superseded', 2])
  runs[1]!.finish('good')
  expect(await Promise.all([first, second])).toEqual(['good', 'good'])

  const stuck = run()
  await vi.advanceTimersByTimeAsync(1_500)
  const next = run()
  await vi.advanceTimersByTimeAsync(0)
  expect(runs[2]!.reason()).toBe('superseded')
  runs[3]!.finish('better')
  expect(await Promise.all([stuck, next])).toEqual(['better', 'better'])
})

it('gives work twice as long after each run that had to give way, so that work of any length comes to an end', async () => {
  const { run } = open()
  let finished = false
  const done = run().then(() => (finished = true))
  // Work that takes ten seconds, with a newer request every 300 ms.
  for (let ms = 0; ms < 60_000 && !finished; ms += 300) {
    void run()
    await vi.advanceTimersByTimeAsync(300)
    const at = runs.length - 1
    if (ms > 0) setTimeout(() => runs[at]!.finish(String(at)), 10_000)
  }
  await done
  expect(finished).toBe(true)
  expect(runs.length).toBeLessThan(8)
})

it('reports slow work once, and ends it at the deadline', async () => {
  const { run } = open()
  const only = run()
  await vi.advanceTimersByTimeAsync(1_999)
  expect(slow).toBe(0)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(slow).toBe(1)
  await vi.advanceTimersByTimeAsync(18_100)
  expect(await only).toBe('ended: late')
  expect(runs).toHaveLength(1)
})

it('begins the next run after one that fails', async () => {
  const failing = newestRun(() => Promise.reject(new Error('no')), {
    deadlineMs: 9_000,
    slowMs: 2_000,
    onSlow: () => {},
  })
  const all = await Promise.allSettled([failing.run(), failing.run()])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

it('ends the present run on request', async () => {
  const { run, end } = open()
  const only = run()
  end()
  expect(await only).toBe('ended: closed')
})
