import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logLine } from './log-line.ts'
import { createTextLogger } from './text-logger.ts'

describe('logLine', () => {
  it('writes alternating names and values, quoted where necessary', () => {
    expect(logLine({ yes: true, no: undefined })).toBe('yes=true')
    expect(logLine({ a: 'x', b: 7, c: '', d: 'a b', e: 'x=y', f: 'a"b' })).toBe(
      'a=x b=7 c="" d="a b" e="x=y" f="a\\"b"',
    )
  })

  it.each([
    ['curl\r\n2026-01-01 outcome=pass', '"curl\\\\r\\\\n2026-01-01 outcome=pass"'],
    ['\u001b]0;title\u0007', '\\\\x1b]0;title\\\\x07'],
    ['" outcome=pass "', '"\\\\" outcome=pass \\\\""'],
    ['\\" outcome=pass', '"\\\\\\\\\\\\" outcome=pass"'],
    ['\u202e\u2028', '\\\\u{202e}\\\\u{2028}'],
  ])('keeps the hostile agent %j in its field', (agent, written) => {
    expect(logLine({ agent, id: 'x' })).toBe(`agent=${written.replaceAll('\\\\', '\\')} id=x`)
  })

  it('is one line from which the same fields can be read, for any agent', () => {
    const hostile = fc.string({
      unit: fc.oneof(fc.constantFrom('"', '\\', ' ', '=', '\n', 'a'), fc.string({ unit: 'binary', maxLength: 1 })),
      maxLength: 60,
    })
    fc.assert(
      fc.property(hostile, (agent) => {
        const line = logLine({ agent, id: 'x' })
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect([...line.matchAll(/(\w+)=(?:"(?:[^"\\]|\\.)*"|[^\s"=]*)(?: |$)/gu)].map(([, name]) => name)).toEqual([
          'agent',
          'id',
        ])
      }),
    )
  })
})

describe('createTextLogger', () => {
  it('writes level, message and fields, and drops less severe messages', () => {
    const lines: string[] = []
    const logger = createTextLogger((line) => lines.push(line), 'warn')
    logger.info({ a: 1 }, 'let in')
    logger.warn({ a: 'x y' }, 'refused')
    logger.error({}, 'broken')
    expect(lines).toEqual(['warn refused a="x y"', 'error broken'])
  })

  it('keeps fields that a message imitates within quotes', () => {
    const lines: string[] = []
    const logger = createTextLogger((line) => lines.push(line))
    logger.info({ id: 'x' }, 'blocked: a id=AAAAAAAAA')
    logger.info({ id: 'x', agent: 'b id=AAAAAAAAA' }, 'blocked: a"')
    logger.info({ id: 'x' }, 'blocked: \\" id=AAAAAAAAA \u202e')
    const outside = lines.map((line) => line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'))
    expect(outside).toEqual(['info "" id=x', 'info "" id=x agent=""', 'info "" id=x'])
    expect(lines[0]).toBe('info "blocked: a id=AAAAAAAAA" id=x')
  })
})
