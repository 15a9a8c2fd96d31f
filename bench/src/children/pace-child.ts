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

serveCalls({
  /**
   * Sends requests at equally spaced times, for `seconds`, over fifty connections, whether or not earlier ones are answered: a request for which no
   * connection is free waits, and this counts. Rejects if a request fails.
   */
  async pace(port: number, requests: readonly LoadRequest[], seconds: number, perSecond: number): Promise<PacedLoad> {
    const texts = requests.map((request) => `${requestText(port, request)}\r\n`)
    const errors: Error[] = []
    const open = await Promise.all(
      Array.from({ length: connections }, () => openPaced(port, (error) => errors.push(error))),
    )
    const free = [...open]
    const latencies: number[] = []
    const total = Math.floor(seconds * perSecond)
    const startMs = performance.now()
    const dueMs = (index: number): number => startMs + (index * 1_000) / perSecond
    let sent = 0
    while (latencies.length < total && errors.length === 0) {
      while (sent < total && free.length > 0 && dueMs(sent) <= performance.now()) {
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
      if (sent === total || dueMs(sent) - performance.now() > lookMs) Atomics.wait(sleeper, 0, 0, lookMs)
    }
    for (const connection of open) connection.close()
    if (errors.length > 0) throw errors[0]!
    latencies.sort((x, y) => x - y)
    const at = (share: number): number => latencies[Math.floor(latencies.length * share)]!
    return { requests: latencies.length, p50: at(0.5), p99: at(0.99) }
  },
})
