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
  /** The time from the start of a reload until the new list is in force. */
  readonly took: number
}

/** How often the policy is edited and reloaded. */
const rounds = 5

serveCalls({
  /** The waits while a gate reloads its policy, compiled in a worker or on the serving thread. */
  async gate(policy: string, list: string, compile: 'worker' | 'here'): Promise<Waits> {
    const gate = await openPolicy(policy, { compile, watch: false })
    const requests = makeRequests({ count: 2_000, seed: 5, prefixes: ['198.51.100.0/24'], tokens: ['googlebot'] })
    const passHeaders = createPassHeaders()
    let at = 0
    const decide = (): unknown => {
      const decision = gate.decide(requests[(at += 1) % requests.length]!)
      return decision.outcome === 'pass' ? passHeaders(decision) : decision
    }
    // WHY before: another program edits the list, so the serving thread does not compose its text.
    const lines = readFileSync(list, 'latin1').trimEnd()
    const edits = Array.from({ length: rounds }, (_, round) => Buffer.from(`${lines}\n203.0.113.${round}\n`))
    const waits = await serveDuring(decide, async (round) => {
      await writeFile(list, edits[round]!)
      const report = await gate.reload()
      if (report.outcome === 'refused') throw new Error(report.message)
    })
    await gate.close()
    return waits
  },
  /** The waits of the same loop without a reload, which the machine itself causes. */
  idle(): Promise<Waits> {
    return serveDuring(
      () => undefined,
      () => pause(500),
    )
  },
  /** The waits while a `net.BlockList` is rebuilt from its file, which is possible only on the serving thread. */
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
 * Answers one request every tenth of a millisecond while `reload` runs `rounds` times. Each request is due a tenth of a millisecond after the
 * previous one was due, whether the thread is free or not.
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
  for (let round = 0; round < rounds; round += 1) {
    isReloading = true
    const started = performance.now()
    await reload(round)
    took += performance.now() - started
    // Requests that became due while the thread was busy are answered first.
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
    took: took / rounds,
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
