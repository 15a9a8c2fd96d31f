import { describe, expect, it } from 'vitest'
import { type BoundedLog, createBoundedLog } from './bounded-log.ts'
import { createTextLogger } from './text-logger.ts'

/** A bounded log, and the lines that it wrote. */
function logWithLines(): { readonly log: BoundedLog; readonly lines: string[] } {
  const lines: string[] = []
  const at = (level: string) => (_: object, message: string) => void lines.push(`${level} ${message}`)
  return {
    log: createBoundedLog({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }),
    lines,
  }
}

describe('createBoundedLog', () => {
  it('writes up to 100 lines at once', () => {
    const { log, lines } = logWithLines()
    for (let i = 0; i < 100; i++) log.write('block', 'info', {}, `line ${i}`, 5)
    log.flush()
    expect(lines).toHaveLength(100)
  })

  it('holds back further lines, and says how many of what, at the most severe of their levels', () => {
    const { log, lines } = logWithLines()
    for (let i = 0; i < 100; i++) log.write('block', 'info', {}, 'first', 0)
    for (let i = 0; i < 40; i++) log.write('block', 'info', {}, 'second', 1)
    log.write('limit', 'warn', {}, 'third', 2)
    log.write('block', 'info', {}, 'fourth', 1_000)
    expect(lines.slice(100)).toEqual([
      'warn 41 lines were held back to bound the log: 40 block, 1 limit',
      'info fourth',
    ])
  })

  it('writes about one line a second under a flood, and the number of lines held back every ten seconds', () => {
    const { log, lines } = logWithLines()
    for (let ms = 0; ms < 600_000; ms += 5) log.write('block', 'info', {}, 'flood', ms)
    log.flush()
    const summaries = lines.filter((line) => line.includes('held back'))
    expect(lines.length - summaries.length).toBe(699)
    expect(summaries.length).toBeLessThanOrEqual(61)
    const held = summaries.map((line) => Number(/\d+/.exec(line)![0]))
    expect(held.reduce((sum, count) => sum + count, 0)).toBe(120_000 - 699)
  })

  it('writes the number of lines held back on request, once', () => {
    const { log, lines } = logWithLines()
    for (let i = 0; i < 101; i++) log.write('block', 'info', {}, 'line', 0)
    log.flush()
    log.flush()
    expect(lines.slice(100)).toEqual(['info one line was held back to bound the log: 1 block'])
  })

  it('drops lines of a level that is not written, so that they displace no others', () => {
    const lines: string[] = []
    const log = createBoundedLog(createTextLogger((line) => void lines.push(line), 'warn'))
    for (let i = 0; i < 1_000; i++) log.write('block', 'info', {}, 'quiet', 0)
    log.write('warning', 'warn', {}, 'loud', 0)
    log.flush()
    expect(lines).toEqual(['warn loud'])
    expect(log.isEnabled('info')).toBe(false)
    expect(log.isEnabled('warn')).toBe(true)
  })
})
