import type { LoadRequest } from '../harness/load.ts'
import { openPaced } from '../harness/paced-connection.ts'
import { requestText } from '../harness/request-text.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { quantile } from '../harness/statistics.ts'

/** What an evenly spaced load measured. Latencies are in milliseconds, from the time at which a request was due. */
export interface PacedLoad {
  readonly requests: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

/** How an evenly spaced load is sent. */
export interface Pace {
  readonly seconds: number
  readonly perSecond: number
  /** For how long requests are sent before any is measured. Default 0. */
  readonly settlingSeconds?: number
  /** Whether the client looks without a pause, which keeps a core busy and makes times exact to some microseconds. Default false: it sleeps, some 0.1 ms at a time. */
  readonly isSpinning?: boolean
}

const connections = 50

/** Milliseconds between two looks at what is due and what has arrived. WHY a sleep: a loop without one would take a core from the servers. */
const lookMs = 0.05

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** What is to be sent to a port. */
interface Sending {
  readonly port: number
  readonly requests: readonly LoadRequest[]
  /** When a request is due; it is sent as soon as a connection is free. */
  readonly dueMs: (index: number) => number
  /** Whether the last request has been sent. */
  readonly isDone: (sent: number) => boolean
  readonly isSpinning: boolean
}

/** Sends requests over fifty connections, and returns the latencies in order of the requests, from the times at which they were due. Rejects if a request fails. */
async function send({ port, requests, dueMs, isDone, isSpinning }: Sending): Promise<number[]> {
  const texts = requests.map((request) => `${requestText(port, request)}\r\n`)
  const errors: Error[] = []
  const open = await Promise.all(
    Array.from({ length: connections }, () => openPaced(port, (error) => errors.push(error))),
  )
  const free = [...open]
  const latencies: number[] = []
  let [sent, answered] = [0, 0]
  while ((!isDone(sent) || answered < sent) && errors.length === 0) {
    while (!isDone(sent) && free.length > 0 && dueMs(sent) <= performance.now()) {
      const [connection, due, index] = [free.pop()!, dueMs(sent), sent]
      connection.send(texts[sent % texts.length]!, () => {
        latencies[index] = performance.now() - due
        answered += 1
        free.push(connection)
      })
      sent += 1
    }
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    // WHY also if no connection is free: a client that only waits for the servers must not take the core that they need.
    if (isSpinning) continue
    const waits = isDone(sent) || free.length === 0 || dueMs(sent) - performance.now() > lookMs
    if (waits) Atomics.wait(sleeper, 0, 0, lookMs)
  }
  for (const connection of open) connection.close()
  if (errors.length > 0) throw errors[0]!
  return latencies
}

serveCalls({
  /** Sends requests as fast as they are answered, for `seconds`, and returns how many were answered each second. */
  async fill(port: number, requests: readonly LoadRequest[], seconds: number): Promise<number> {
    const startMs = performance.now()
    const endMs = startMs + seconds * 1_000
    const isDone = (): boolean => performance.now() >= endMs
    const { length } = await send({ port, requests, dueMs: () => startMs, isDone, isSpinning: false })
    return (length * 1_000) / (performance.now() - startMs)
  },
  /**
   * Sends requests at equally spaced times, for `seconds`, whether or not earlier ones are answered: a request for which no connection is free waits, and
   * this counts.
   */
  async pace(port: number, requests: readonly LoadRequest[], pace: Pace): Promise<PacedLoad> {
    const { seconds, perSecond, settlingSeconds = 0, isSpinning = false } = pace
    const total = Math.floor((settlingSeconds + seconds) * perSecond)
    const startMs = performance.now()
    const all = await send({
      port,
      requests,
      dueMs: (index) => startMs + (index * 1_000) / perSecond,
      isDone: (sent) => sent === total,
      isSpinning,
    })
    const latencies = all.slice(Math.floor(settlingSeconds * perSecond))
    const at = (share: number): number => quantile(latencies, share)
    return { requests: latencies.length, p50: at(0.5), p99: at(0.99), p999: at(0.999) }
  },
})
