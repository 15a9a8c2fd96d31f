import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createTextLogger } from '../logging/text-logger.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import type { GateOptions } from './gate-options.ts'

const policy = `
block path in /quiet
block path in /loud  as "loud\\u{a}::error::forged\\u{1b}[2J"  log warn`

describe('a gate without a logger', () => {
  let error: MockInstance<typeof console.error>
  beforeEach(() => {
    error = vi.spyOn(console, 'error').mockImplementation(() => {})
  })
  afterEach(() => {
    error.mockRestore()
  })
  const lines = (): string[] => error.mock.calls.map(([line]) => String(line))

  it('writes warnings and errors to standard error, but not ordinary refusals', () => {
    const gate = gateOfText(policy)
    gate.decide(requestOf({ target: '/quiet' }))
    gate.warn({ code: 'test', message: 'look here' })
    gate.reloadFailed({ message: 'no such file', diagnostics: [] })
    expect(lines()).toEqual([
      'tidegate: warn look here code=test',
      'tidegate: error the changed policy cannot be used, and the last valid one stays in force: no such file code=reload-failed',
    ])
  })

  it('says that the policy is in force again after a failed reload', () => {
    const gate = gateOfText(policy)
    gate.replace(gate.plan)
    gate.reloadFailed({ message: 'no such file', diagnostics: [] })
    gate.replace(gate.plan)
    gate.replace(gate.plan)
    expect(lines()).toHaveLength(2)
    expect(lines()[1]).toMatch(/^tidegate: warn policy unchanged: the current files are in force again code=reload /)
  })

  it('writes refusals by rules with `log warn`, each on one line without control characters', () => {
    gateOfText(policy).decide(requestOf({ target: '/loud' }))
    expect(lines()).toHaveLength(1)
    expect(lines()[0]).toMatch(/^tidegate: warn blocked: loud/)
    expect(lines()[0]).not.toMatch(/\p{C}/u)
  })

  it('bounds the lines', () => {
    const clock = testClock()
    const gate = gateOfText(policy, { clock })
    for (let i = 0; i < 1_000; i++) gate.reloadFailed({ message: `failure ${i}`, diagnostics: [] })
    clock.advance(1_000)
    gate.reloadFailed({ message: 'the last one', diagnostics: [] })
    expect(lines()).toHaveLength(102)
    expect(lines()[100]).toContain('900 lines were held back to bound the log: 900 reload-failed')
  })

  it('says how many lines were held back when it is closed', async () => {
    const gate = gateOfText(policy, { clock: testClock() })
    for (let i = 0; i < 101; i++) gate.reloadFailed({ message: `failure ${i}`, diagnostics: [] })
    await gate.close()
    expect(lines().at(-1)).toContain('one line was held back')
  })

  it('warns that it only observes', async () => {
    gateOfText(policy, { mode: 'observe' })
    await Promise.resolve()
    expect(lines()).toEqual(['tidegate: warn this gate is in observe mode: nothing is refused code=observing'])
  })

  it('writes what would have been refused, in observe mode and by shadow rules, whatever level its rule has', () => {
    gateOfText(`${policy}\nblock path in /low log debug`, { mode: 'observe' }).decide(requestOf({ target: '/low' }))
    gateOfText('shadow block path in /shadow as "later"').decide(requestOf({ target: '/shadow' }))
    const seen = lines().filter((line) => line.includes('would be refused'))
    expect(seen).toEqual([
      expect.stringMatching(/^tidegate: warn would be refused: block path in \/low/),
      expect.stringMatching(/^tidegate: warn would be refused: later /),
    ])
  })

  it.each([false, null] as const)('writes nothing if `logger` is %s', (logger) => {
    const gate = gateOfText(policy, { logger })
    gate.warn({ code: 'test', message: 'look here' })
    gate.decide(requestOf({ target: '/loud' }))
    expect(lines()).toEqual([])
  })

  it('rejects what is not a logger', () => {
    for (const logger of [true, 'x', {}, { error: () => {} }]) {
      expect(() => gateOfText(policy, { logger } as unknown as GateOptions)).toThrow('`logger` must have the functions')
    }
    expect(() => gateOfText(policy, { logger: console })).not.toThrow()
  })
})

describe('the log of a gate', () => {
  it('is bounded however many addresses are refused', () => {
    const clock = testClock()
    let count = 0
    const add = (): void => void count++
    const gate = gateOfText(policy, { clock, logger: { debug: add, info: add, warn: add, error: add } })
    for (let i = 0; i < 40_000; i++) {
      clock.advance(1)
      gate.decide(requestOf({ target: '/quiet', peer: `10.0.${(i >> 4) & 255}.${i & 255}` }))
    }
    expect(count).toBeLessThan(150)
  })
})

describe('lines of a level that the logger drops', () => {
  it('do not hold back those of another one', () => {
    const lines: string[] = []
    const logger = createTextLogger((line) => lines.push(line), 'warn')
    const gate = gateOfText(policy, { clock: testClock(), logger })
    for (let i = 0; i < 500; i++) gate.decide(requestOf({ target: '/quiet', peer: `10.0.${i >> 8}.${i & 255}` }))
    gate.decide(requestOf({ target: '/loud' }))
    expect(lines).toHaveLength(1)
  })
})

describe('a warning before there is a listener', () => {
  it('is delivered to the first one', async () => {
    const gate = gateOfText(policy, { mode: 'observe', logger: false })
    gate.warn({ code: 'early', message: 'while opening' })
    await new Promise(setImmediate)
    const codes: string[] = []
    const others: string[] = []
    gate.on('warning', ({ code }) => codes.push(code))
    gate.on('warning', ({ code }) => others.push(code))
    await Promise.resolve()
    expect([codes, others]).toEqual([['early', 'observing'], []])
  })
})
