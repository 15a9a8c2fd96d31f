import { describe, expect, it } from 'vitest'
import type { DecisionRun } from './run-of-decisions.ts'
import { colors } from '../../terminal/colors.ts'
import { renderRuns } from './render-runs.ts'

function runsOf(count: number, host: (index: number) => string): readonly DecisionRun[] {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2026, 10, 18, 10) + index).toISOString()
    const from = index + 1
    const pass = { outcome: 'pass', reason: 'no-rule-refuses', status: 200 } as const
    return {
      from,
      to: from,
      at,
      until: at,
      method: 'GET',
      path: `/${index}`,
      ip: '192.0.2.1',
      host: host(index),
      ...pass,
    }
  })
}

describe('the list of requests', () => {
  it('shows the last two hundred', () => {
    const lines = renderRuns(
      runsOf(150_000, () => 'a.example'),
      'site.policy',
      colors(false),
    )
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(202)
    expect(lines[1]).toBe('  … 149800 earlier lines: --json shows all')
    expect(lines.at(-1)).toBe('  #150000  10:02:29.999  pass      192.0.2.1 GET /149999')
  })

  it('shows hosts if there are several', () => {
    const text = renderRuns(
      runsOf(2, (index) => ['a.example', 'b.example'][index]!),
      'site.policy',
      colors(false),
    )
    expect(text).toBe(`Requests
  #1  10:00:00      pass      192.0.2.1 GET a.example/0
  #2  10:00:00.001  pass      192.0.2.1 GET b.example/1
`)
  })
})
