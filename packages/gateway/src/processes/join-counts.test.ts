import type { Gate, GateCounts } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { endedCounts, joinCounts, joinStats } from './join-counts.ts'

const policy = `
block path in /admin/** as "admin"
shadow block path in /old/**
block path in /twice/**
block path in /twice/**
limit 3 per hour per ip
shadow limit 2 per hour per ip
`

function open(): Gate {
  return gateOfText(policy, { logger: false })
}

function decide(gate: Gate, target: string, client: number): void {
  gate.decide({ method: 'GET', target, headers: [], peer: `192.0.2.${client}` })
}

/** WHY without `refusedKnown`: each gate remembers other clients. */
function exact(rules: GateCounts['rules']): readonly object[] {
  return rules.map(({ refusedKnown: _, ...counts }) => counts)
}

describe('counts of several processes', () => {
  it('are those of one that decides all requests, if each client asks one of them', () => {
    const random = createRandom(seed)
    for (let trial = 0; trial < runs(10); trial++) {
      const alone = open()
      const gates = [open(), open(), open()]
      for (let i = 0; i < 100; i++) {
        const client = Math.floor(random() * 9)
        const target = ['/', '/admin/x', '/old/x', '/twice/x'][Math.floor(random() * 4)]!
        for (const gate of [alone, gates[client % 3]!]) decide(gate, target, client)
      }
      const [own, ...others] = gates.map((gate) => gate.counts())
      const { decisions, rules, limits, counters } = joinCounts(own!, others, 'own')
      const expected = alone.counts()
      expect({ decisions, rules: exact(rules), limits }).toEqual({
        decisions: expected.decisions,
        rules: exact(expected.rules),
        limits: expected.limits,
      })
      expect(counters.subjects).toBe(expected.counters.subjects)
      const [first, ...rest] = gates.map((gate) => gate.stats())
      const { pass, block, limit } = joinStats(first!, rest, 'own')
      expect({ pass, block, limit }).toEqual({
        pass: alone.stats().pass,
        block: alone.stats().block,
        limit: alone.stats().limit,
      })
    }
  })

  it('add up what is shared once, and nothing of the state of a process that has ended', () => {
    const [one, two] = [open(), open()]
    decide(one, '/', 1)
    decide(two, '/', 2)
    const { counters } = joinCounts(one.counts(), [two.counts()], 'shared')
    const own = one.counts().counters
    expect([counters.subjects, counters.capacity]).toEqual([own.subjects, own.capacity])
    const later = joinCounts(one.counts(), [endedCounts(two.counts())], 'own')
    expect(later.counters.subjects).toBe(own.subjects)
    expect(later.decisions.reduce((sum, { count }) => sum + count, 0)).toBe(2)
  })
})
