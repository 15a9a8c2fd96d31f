import { parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createLogRecord, type LogRecord } from '@tidegate/access-logs'
import { createTally, keysOf, noAgent, type Tally } from './tally.ts'

function recordOf(parts: Partial<LogRecord>): LogRecord {
  return { ...createLogRecord(), ip: parseIp('203.0.113.9')!, method: 'GET', target: '/', status: 200, ...parts }
}

function add(tally: Tally, parts: Partial<LogRecord>): void {
  const record = recordOf(parts)
  tally.add(record, keysOf(record, 'as-logged'))
}

describe('createTally', () => {
  it('counts clients, agents, paths without their queries, and replies', () => {
    const tally = createTally({ places: 8, examples: 1 })
    add(tally, { target: '/a?b=1', agent: 'curl/8', text: 'xx line yy', start: 3, end: 7, lineNumber: 12, log: 1 })
    add(tally, { target: '/a?b=2', status: 404, ip: parseIp('::ffff:203.0.113.9')! })
    add(tally, { target: '/', status: 0 })
    expect(tally.count()).toBe(3)
    expect(tally.clients.top(5)).toEqual([{ key: '203.0.113.9', count: 3, error: 0 }])
    expect(tally.agents.top(5)).toEqual([
      { key: noAgent, count: 2, error: 0 },
      { key: 'curl/8', count: 1, error: 0 },
    ])
    expect(tally.paths.top(5)).toEqual([
      { key: '/a', count: 2, error: 0 },
      { key: '/', count: 1, error: 0 },
    ])
    expect([...tally.statuses]).toEqual([1, 0, 1, 0, 1, 0])
    expect(tally.distinctClients()).toEqual({ count: 1, exact: true })
    expect(tally.examples).toEqual([{ log: 1, lineNumber: 12, timeMs: 0.5, text: 'line' }])
  })

  it('treats user agents as equal that differ only after the maximum length', () => {
    const tally = createTally({ places: 2, examples: 0 })
    for (const tail of ['a', 'b', 'c']) add(tally, { agent: 'x'.repeat(300) + tail })
    expect(tally.agents.top(5)).toEqual([{ key: `${'x'.repeat(199)}…`, count: 3, error: 0 }])
  })

  it('estimates the number of clients if not all of them have a place', () => {
    const tally = createTally({ places: 4, examples: 0 })
    for (let i = 0; i < 1_000; i++) add(tally, { ip: parseIp(`10.0.${i >> 8}.${i & 255}`)! })
    const { count, exact } = tally.distinctClients()
    expect(exact).toBe(false)
    expect(Math.abs(count - 1_000)).toBeLessThan(90)
  })
})
