import type { KeyPart, LimitRule } from '@tidegate/model'
import { anyone, block, limit, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { countLimits, type LimitCounting } from './count-limits.ts'

function counted(...limits: readonly Partial<LimitRule>[]): LimitCounting {
  return countLimits(modelOf({ rules: limits.map((more) => limit(more.count ?? 5, more)) }))
}

const user: KeyPart = { kind: 'text', subject: { kind: 'user' } }
const ip: KeyPart = { kind: 'ip', v4: 32, v6: 64 }

describe('countLimits', () => {
  it('gives limits with the same key one subject, and shadow limits another', () => {
    const { layout, limits } = counted({}, { identity: 'b' }, { key: [user] }, { shadow: true }, { key: [] })
    expect(layout.subjects.map(({ identity, counters }) => [identity, counters.length])).toEqual([
      ['ip/32/64', 2],
      ['shadow ip/32/64', 1],
      ['total', 1],
      ['user', 1],
    ])
    expect(limits.map(({ rule }) => rule)).toEqual([0, 1, 2, 3, 4])
  })

  it('numbers subjects and counters in the same way for any order of rules', () => {
    const one = counted({ identity: 'a' }, { identity: 'b' }, { identity: 'c', key: [ip, user] })
    const other = counted({ identity: 'c', key: [ip, user] }, { identity: 'b' }, { identity: 'a' })
    expect(other.layout).toEqual(one.layout)
    expect(other.limits.map(({ subject, counter }) => [subject, counter]).toReversed()).toEqual(
      one.limits.map(({ subject, counter }) => [subject, counter]),
    )
  })

  it('uses a log up to 16, then a ring, and a bucket for bursts', () => {
    const bucket = { period: { kind: 'sliding', periodMs: 60_000, burst: 3 }, identity: 'c' } as const
    const { layout } = counted({ count: 16, identity: 'a' }, { count: 17, identity: 'b' }, bucket)
    expect(
      layout.subjects[0]!.counters.map((spec) => [spec.algorithm, 'burst' in spec ? spec.burst : undefined]),
    ).toEqual([
      ['log', undefined],
      ['ring', undefined],
      ['gcra', 3],
    ])
  })

  it('counts calendar periods and requests at once by counters of their own, and any of them with a block', () => {
    const day = { kind: 'calendar', unit: 'day', zone: 'Europe/Bucharest' } as const
    const { layout } = counted(
      { count: 20, identity: 'a', period: day },
      { count: 20, identity: 'b', period: { kind: 'at-once' } },
      { count: 5, identity: 'c', blockMs: 90_000 },
    )
    expect(layout.subjects[0]!.counters).toEqual([
      { identity: 'a', algorithm: 'calendar', count: 20, unit: 'day', zone: 'Europe/Bucharest' },
      { identity: 'b', algorithm: 'at-once', count: 20 },
      { identity: 'c', algorithm: 'log', count: 5, periodMs: 60_000, blockMs: 90_000 },
    ])
  })

  it('distinguishes limits of one identity, the smaller count first', () => {
    const { layout } = counted({ count: 9, identity: 'x' }, { count: 3, identity: 'x' })
    expect(layout.subjects[0]!.counters.map(({ identity, count }) => [identity, count])).toEqual([
      ['x', 3],
      ['x#2', 9],
    ])
  })

  it('determines which counts are the caller’s own', () => {
    const keys: readonly (readonly KeyPart[])[] = [
      [ip],
      [user],
      [{ kind: 'text', subject: { kind: 'header', name: 'x-api-key' } }],
      [{ kind: 'text', subject: { kind: 'path' } }, ip],
      [],
      [{ kind: 'text', subject: { kind: 'host' } }],
      [{ kind: 'text', subject: { kind: 'bot' } }],
      [{ kind: 'ip', v4: 24, v6: 48 }],
    ]
    const { limits } = counted(...keys.map((key) => ({ key })))
    expect(limits.map(({ ownSubject }) => ownSubject)).toEqual([true, true, true, true, false, false, false, false])
  })

  it('ignores other rules', () => {
    expect(countLimits(modelOf({ name: 'site', rules: [block(anyone)] }))).toEqual({
      layout: { tag: 'site', subjects: [] },
      limits: [],
    })
  })
})
