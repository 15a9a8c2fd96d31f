import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenPolicyOptions } from './open-policy-options.ts'
import { usePolicyFolder } from './testing/policy-folder.ts'

const { save, write, open, next, reloaded } = usePolicyFolder({ beforeEach, afterEach })

/** A policy whose check takes minutes for a host that allows a very large number of steps. */
const endless = Array.from({ length: 200 }, (_, i) => `block path in /**${'ab*'.repeat(1_300)}b${i}**/c`).join('\n')
const options: OpenPolicyOptions = { compile: 'worker', limits: { findingSteps: 1e13 } }
const target = (path: string) => ({ method: 'GET', target: path, headers: [], peer: '192.0.2.1' })

describe('an edit whose check takes very long', () => {
  it('gives way to a newer edit', async () => {
    await write('site.policy', 'block path in /a')
    const gate = await open(options)
    await save('site.policy', endless)
    await new Promise((resolve) => setTimeout(resolve, 600))
    await reloaded(gate, () => save('site.policy', 'block path in /b'))
    expect(['/a', '/b'].map((path) => gate.decide(target(path)).status)).toEqual([200, 403])
    expect(gate.stats()).toMatchObject({ reloads: 1, failedReloads: 0 })
  })

  it('is reported as slow, and is given up at the deadline', async () => {
    await write('site.policy', 'block path in /a')
    const gate = await open({ ...options, reloadDeadlineMs: 2_500 })
    const [slow, failed] = [next(gate, 'reload-slow'), next(gate, 'reload-failed')]
    await save('site.policy', endless)
    expect(await slow).toMatchObject({ forMs: 2_000, deadlineMs: 2_500 })
    expect((await failed).message).toBe('the reload was given up after 2500 ms: the last valid policy stays in force')
    expect(gate.decide(target('/a')).status).toBe(403)
    await reloaded(gate, () => save('site.policy', 'block path in /b'))
    expect(gate.decide(target('/b')).status).toBe(403)
  })

  it('ends when the gate is closed', async () => {
    await write('site.policy', 'block path in /a')
    const gate = await open({ ...options, watch: false })
    await write('site.policy', endless)
    const report = gate.reload()
    await gate.close()
    expect(await report).toMatchObject({ outcome: 'refused', message: 'the gate has been closed' })
  })
})

describe('many saves in quick succession', () => {
  it('are decided by one of the saved policies each, and the last one comes into force', async () => {
    const policy = (version: number): string => `block path in /a/${version}\nblock path in /b/${version}`
    await write('site.policy', policy(0))
    const gate = await open({ compile: 'worker' })
    let mixed = 0
    let version = 0
    const isInForce = (path: string): boolean => gate.decide(target(path)).status === 403
    const check = (): number => {
      const all = Array.from({ length: version + 1 }, (_, at) => at)
      const [a, b] = ['/a/', '/b/'].map((folder) => all.filter((at) => isInForce(`${folder}${at}`)))
      if (a!.length !== 1 || String(a) !== String(b)) mixed++
      return a![0] ?? -1
    }
    while (version < 30) {
      await save('site.policy', policy(++version))
      await new Promise((resolve) => setTimeout(resolve, 25))
      check()
    }
    // Starting a worker takes long on a busy machine.
    for (let waits = 0; waits < 4_000 && check() !== version; waits++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect([check(), mixed]).toEqual([version, 0])
    expect(gate.stats().failedReloads).toBe(0)
  })
})
