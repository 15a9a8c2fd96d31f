import { checkPolicy, noFiles } from '@tidegate/dsl'
import { describe, expect, it } from 'vitest'
import { createGate } from '../gate/create-gate.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import type { GateRequest } from '../request.ts'
import type { CoverageReport } from './coverage.ts'
import { createCoverage } from './create-coverage.ts'

const policy = `
list office = 192.0.2.0/24
bots search = googlebot
block bot in search when path in /private/**
where path in /admin/** {
  allow only ip in office or user is present
  block method in POST, PUT unless ip in office
}
limit 1 per minute per ip when bot in search
shadow limit 1 per minute in total
`

function coverageOf(
  requests: readonly Partial<GateRequest & { readonly path: string; readonly agent: string }>[],
): CoverageReport {
  const { model } = checkPolicy({ file: 'site.policy', text: policy }, noFiles)
  const plan = planPolicy(model!)
  const nowMs = Date.UTC(2026, 10, 18, 10)
  const gate = createGate(plan, { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  const coverage = createCoverage(plan)
  for (const { path = '/', agent, ...rest } of requests) {
    const request: GateRequest = {
      method: 'GET',
      target: path,
      headers: agent === undefined ? [] : ['User-Agent', agent],
      peer: '198.51.100.1',
      ...rest,
    }
    coverage.cover(request, nowMs, gate.decide(request))
  }
  return coverage.report()
}

describe('coverage', () => {
  it('is zero without requests, and lists all possible events', () => {
    const { requests, covered, points, conditions } = coverageOf([])
    expect([requests, covered]).toEqual([0, 0])
    expect(conditions.map(({ source, text, line }) => `${line} ${source} ${text}`)).toEqual([
      '4 condition bot in search',
      '4 when path in /private/**',
      '5 where path in /admin/**',
      '6 condition ip in office',
      '6 condition user is present',
      '7 condition method in POST, PUT',
      '7 unless ip in office',
      '9 when bot in search',
    ])
    // Five rules, of which two are limits that can also refuse; eight tests, each true or false.
    expect(points).toBe(5 + 2 + 16)
  })

  it('counts how often tests were true and false, whether or not they mattered', () => {
    const { conditions } = coverageOf([{ path: '/admin' }, { path: '/admin', peer: '192.0.2.1' }, {}])
    const find = (wanted: string): unknown => conditions.find(({ text, line }) => `${line} ${text}` === wanted)
    expect(find('5 path in /admin/**')).toMatchObject({ held: 2, failed: 1 })
    expect(find('6 ip in office')).toMatchObject({ held: 1, failed: 2 })
    expect(find('6 user is present')).toMatchObject({ held: 0, failed: 3 })
  })

  it('distinguishes rules that were in force from rules that applied', () => {
    const { rules } = coverageOf([{ path: '/admin', peer: '192.0.2.1' }])
    const allowOnly = rules.find(({ rule }) => rule.kind === 'allow-only')
    expect(allowOnly).toMatchObject({ inForce: 1, held: 0 })
  })

  it('distinguishes limits that refused from limits that only counted', () => {
    const once = coverageOf([{ agent: 'googlebot' }])
    const twice = coverageOf([{ agent: 'googlebot' }, { agent: 'googlebot' }])
    const limit = (report: CoverageReport): unknown =>
      report.rules.find(({ rule, shadow }) => rule.kind === 'limit' && !shadow)
    expect(limit(once)).toMatchObject({ held: 1, refused: 0 })
    expect(limit(twice)).toMatchObject({ held: 2, refused: 1 })
  })

  it('counts shadow limits that would have refused', () => {
    const { rules } = coverageOf([{}, {}])
    expect(rules.find(({ shadow }) => shadow)).toMatchObject({ held: 2, refused: 1 })
  })

  it('is not increased by requests that are refused before any rule', () => {
    expect(coverageOf([{ path: '/a/../b' }])).toMatchObject({ requests: 1, covered: 0 })
  })
})
