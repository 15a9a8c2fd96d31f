import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { createComponentReader } from './component-value.ts'
import { trimmed } from './parse-field.ts'
import { botParameters, newKey } from './testing/sign-request.ts'
import { keysOf, nowSeconds, request, rules } from './testing/verifying.ts'
import { verifyRequest } from './verify-request.ts'

// If the work were not bounded, each of these would take until the time-out of the test.
describe('the work that a client can cause', () => {
  const key = newKey()
  const labels = ['a', 'b', 'c', 'd']
  const names = Array.from({ length: 28 }, (_, at) => `n${at}`)
  const others = Array.from({ length: 1_500 }, (_, at) => `o${at}`)

  it('is that of one look at a field and at the query, however many components are in them', () => {
    const parameters = botParameters(key, nowSeconds)
    const sent = (component: (name: string) => string): ReturnType<typeof request> =>
      request(
        {
          'signature-input': labels.map(
            (label) => `${label}=("@authority" ${names.map(component).join(' ')});${parameters}`,
          ),
          signature: labels.map((label) => `${label}=:${Buffer.alloc(64).toString('base64')}:`),
          prefs: [...names, ...others].join(','),
        },
        { target: `/?${[...names, ...others].join('&')}` },
      )
    const keys = keysOf({ 'bot.example': [key] })
    for (const request of [sent((name) => `"prefs";key="${name}"`), sent((name) => `"@query-param";name="${name}"`)])
      for (let i = 0; i < 80; i++) expect(verifyRequest(request, keys, rules)).toEqual({ state: 'invalid' })
  })

  it('is linear in the length of a line', () => {
    const spaces = ' \t'.repeat(100_000)
    expect(trimmed(`${spaces}a${spaces}b${spaces}`)).toBe(`a${spaces}b`)
  })
})

describe('lines of fields', () => {
  it.each([
    [' \ta b\t ', 'a b'],
    ['a \t\r\n \tb', 'a b'],
    ['a\r\n \r\n b', 'a  b'],
    ['a\r\n b \r\nc ', 'a\r\n b \r\nc'],
    ['\t', ''],
  ])('%j is %j without what is around it', (line, expected) => {
    expect(trimmed(line)).toBe(expected)
  })

  it('have no value with a line end that is not a folding', () => {
    const read = createComponentReader(request({ folded: 'a\r\n b', ended: 'a\r\nb' }))
    expect([read(['folded', new Map()]), read(['ended', new Map()])]).toEqual(['a b', undefined])
  })
})
