import { writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { openPolicy } from '@tidegate/node'
import { createPassHeaders } from '@tidegate/engine/http'
import type { GateRequest } from '@tidegate/engine'
import { makeRequests } from '../data/requests.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { blockListOf } from '../peers/block-list.ts'

/** How long requests waited, in milliseconds. */
export interface Waits {
  readonly longest: number
  readonly p999: number
  readonly requests: number
  /** From the order to the new list being in force. */
  readonly took: number
}

serveCalls({
  /** Waits while a gate reloads its policy, compiled in a worker or on the thread that serves. */
  async gate(policy: string, list: string, compile: 'worker' | 'here'): Promise<Waits> {
    const gate = await openPolicy(policy, { compile, watch: false })
    const requests = makeRequests({ count: 2_000, seed: 5, prefixes: ['198.51.100.0/24'], tokens: ['googlebot'] })
    const passHeaders = createPassHeaders()
    let at = 0
    const decide = (): unknown => {
      const decision = gate.decide(requests[(at += 1) % requests.length]!)
      return decision.outcome === 'pass' ? passHeaders(decision) : decision
    }
    const waits = await serveDuring(decide, async (round) => {
      await writeFile(list, `${readFileSync(list, 'latin1').trimEnd()}\n203.0.113.${round}\n`)
      const report = await gate.reload()
      if (report.outcome === 'refused') throw new Error(report.message)
    })
    await gate.close()
    return waits
  },
  /** Waits of the same loop while nothing is reloaded: waits caused by the machine itself. */
  idle(): Promise<Waits> {
    return serveDuring(
      () => undefined,
      () => pause(500),
    )
  },
  /** Waits while a `net.BlockList` is filled anew from its file, as it can only be on the thread that serves. */
  blockList(list: string): Promise<Waits> {
    const read = (): readonly string[] =>
      readFileSync(list, 'latin1')
        .trimEnd()
        .split('\n')
        .map((line) => (line.includes('/') ? line : `${line}/32`))
    let current = blockListOf(read())
    const requests: readonly GateRequest[] = makeRequests({
      count: 2_000,
      seed: 5,
      prefixes: ['198.51.100.0/24'],
      tokens: ['googlebot'],
    })
    let at = 0
    return serveDuring(
      () => current.check(requests[(at += 1) % requests.length]!.headers.at(-3) ?? ''),
      async () => {
        current = blockListOf(read())
      },
    )
  },
})

/**
 * Answers about one request every tenth of a millisecond while `reload` is done five times; a request is due when the one
 * before it is, plus that tenth, whether the thread is free or not.
 */
async function serveDuring(decide: () => unknown, reload: (round: number) => Promise<void>): Promise<Waits> {
  const everyMs = 0.1
  const waits: number[] = []
  let isReloading = false
  let isServing = true
  let due = performance.now()
  const serve = (): void => {
    for (const now = performance.now(); due <= now; due += everyMs) {
      decide()
      if (isReloading) waits.push(performance.now() - due)
    }
    if (isServing) setImmediate(serve)
  }
  serve()
  await pause(500)
  let took = 0
  for (let round = 0; round < 5; round += 1) {
    isReloading = true
    const started = performance.now()
    await reload(round)
    took += performance.now() - started
    // What came due while the thread was busy is answered first.
    await pause(20)
    isReloading = false
    await pause(50)
  }
  isServing = false
  await pause(5)
  waits.sort((x, y) => x - y)
  return {
    longest: waits.at(-1) ?? 0,
    p999: waits[Math.floor(waits.length * 0.999)] ?? 0,
    requests: waits.length,
    took: took / 5,
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
