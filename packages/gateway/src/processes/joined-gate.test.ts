import type { Refusal } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import type { OpenedGate } from '@tidegate/node'
import { describe, expect, it } from 'vitest'
import { joinGate, type JoinedGate } from './joined-gate.ts'
import type { GateReport } from './process-message.ts'

const policy = 'block path in /admin/** as "admin"\nlimit 3 per hour per ip as "visitors"\n'

function open(): OpenedGate {
  const additions = [{ file: 'tightening', text: 'block anyone' }]
  return Object.assign(gateOfText(policy, { logger: false }), {
    additions: () => additions,
    amend: async () => Promise.resolve({ kind: 'refused', message: '' }),
  }) as unknown as OpenedGate
}

function joined(done: string[], keptRefusals = 10): JoinedGate {
  const note = (what: string) => async (about: unknown) => {
    done.push(`${what} ${JSON.stringify(about)}`)
    return Promise.resolve()
  }
  const changes = { amend: note('amend'), reset: note('reset'), block: note('block') }
  return joinGate(open(), { place: 'shared', keptRefusals, changes })
}

function reportOf(gate: OpenedGate): GateReport {
  const refusals: readonly Refusal[] = [...gate.refusals()]
  return { policy: '', counts: gate.counts(), stats: gate.stats(), refusals, edge: gate.counters.edge() }
}

function decide(gate: OpenedGate, target: string, peer = '192.0.2.1'): void {
  gate.decide({ method: 'GET', target, headers: [], peer })
}

describe('a gate that is joined with those of workers', () => {
  it('has what all of them have counted and remembered, also of one that has ended', () => {
    const { gate, note, end } = joined([])
    const workers = [open(), open()]
    for (const [at, worker] of workers.entries()) {
      for (const target of ['/', '/admin/', '/', '/', '/']) decide(worker, target)
      note(at, reportOf(worker))
    }
    const whole = { pass: 6, block: 2, limit: 2 }
    expect(gate.stats()).toMatchObject(whole)
    const refusals = [...gate.refusals()]
    expect(refusals).toHaveLength(4)
    expect(refusals.map(({ atMs }) => atMs)).toEqual(refusals.map(({ atMs }) => atMs).toSorted((a, b) => b - a))
    for (const { id } of refusals) expect(gate.refusal(id)?.id).toBe(id)
    // One subject of one limit, in its newest state.
    expect(gate.counters.edge().map(({ limit }) => limit.rule.name)).toEqual(['visitors'])

    end(0)
    expect(gate.stats()).toMatchObject(whole)
    expect([...gate.refusals()]).toHaveLength(4)
    const next = open()
    decide(next, '/admin/')
    note(0, reportOf(next))
    expect(gate.stats()).toMatchObject({ ...whole, block: 3 })
    expect(gate.counts().rules[0]).toMatchObject({ refused: 3 })
    end(0)
    end(1)
    expect(gate.stats()).toMatchObject({ ...whole, block: 3 })
  })

  it('remembers about as many refusals as a gate, the newest ones', () => {
    const { gate, note } = joined([], 10)
    const worker = open()
    for (let i = 0; i < 30; i++) {
      decide(worker, '/admin/', `192.0.2.${i}`)
      note(0, reportOf(worker))
    }
    const ids = [...gate.refusals()].map(({ id }) => id)
    expect(ids.length).toBeLessThanOrEqual(12)
    expect(ids).toContain([...worker.refusals()][0]!.id)
  })

  it('reports refusals of workers to its listeners, and makes changes in all of them', async () => {
    const done: string[] = []
    const { gate, note } = joined(done)
    let refused = 0
    const end = gate.on('limit', () => refused++)
    const worker = open()
    decide(worker, '/')
    note(0, reportOf(worker))
    expect(refused).toBe(0)
    decide(worker, '/admin/')
    note(0, reportOf(worker))
    end()
    decide(worker, '/admin/')
    note(0, reportOf(worker))
    expect(refused).toBe(1)
    await gate.counters.reset({ ip: '192.0.2.1' })
    await gate.counters.block({ ip: '192.0.2.1' }, 1_000)
    await gate.amend([])
    expect(done).toEqual([
      'reset {"ip":"192.0.2.1"}',
      'block {"ip":"192.0.2.1"}',
      'amend [{"file":"tightening","text":"block anyone"}]',
    ])
  })
})
