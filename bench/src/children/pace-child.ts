import type { LoadRequest } from '../harness/load.ts'
import { openPaced } from '../harness/paced-connection.ts'
import { requestText } from '../harness/request-text.ts'
import { serveCalls } from '../harness/serve-calls.ts'

/** What an evenly spaced load measured. Latencies are in milliseconds, from the time at which a request was due. */
export interface PacedLoad {
  readonly requests: number
  readonly p50: number
  readonly p99: number
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
}

/** Sends requests over fifty connections, and returns the latencies, from the times at which they were due. Rejects if a request fails. */
async function send({ port, requests, dueMs, isDone }: Sending): Promise<number[]> {
  const texts = requests.map((request) => `${requestText(port, request)}\r\n`)
  const errors: Error[] = []
  const open = await Promise.all(
    Array.from({ length: connections }, () => openPaced(port, (error) => errors.push(error))),
  )
  const free = [...open]
  const latencies: number[] = []
  let sent = 0
  while ((!isDone(sent) || latencies.length < sent) && errors.length === 0) {
    while (!isDone(sent) && free.length > 0 && dueMs(sent) <= performance.now()) {
      const [connection, due] = [free.pop()!, dueMs(sent)]
      connection.send(texts[sent % texts.length]!, () => {
        latencies.push(performance.now() - due)
        free.push(connection)
      })
      sent += 1
    }
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    // WHY also if no connection is free: a client that only waits for the servers must not take the core that they need.
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
    const { length } = await send({ port, requests, dueMs: () => startMs, isDone: () => performance.now() >= endMs })
    return (length * 1_000) / (performance.now() - startMs)
  },
  /**
   * Sends requests at equally spaced times, for `seconds`, whether or not earlier ones are answered: a request for which no connection is free waits, and
   * this counts.
   */
  async pace(port: number, requests: readonly LoadRequest[], seconds: number, perSecond: number): Promise<PacedLoad> {
    const total = Math.floor(seconds * perSecond)
    const startMs = performance.now()
    const latencies = await send({
      port,
      requests,
      dueMs: (index) => startMs + (index * 1_000) / perSecond,
      isDone: (sent) => sent === total,
    })
    latencies.sort((x, y) => x - y)
    const at = (share: number): number => latencies[Math.floor(latencies.length * share)]!
    return { requests: latencies.length, p50: at(0.5), p99: at(0.99) }
  },
})
