import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gateOfText } from '../testing/gate-of-text.ts'

function outcome(policy: string, cookie: string): string {
  const headers = ['Host', 'a.example', 'Cookie', cookie]
  return gateOfText(policy).decide({ method: 'GET', target: '/', headers, peer: '192.0.2.1' }).outcome
}

describe('a cookie that was encoded', () => {
  it.each([
    ['allow only cookie("token") == "a:b"', 'token=a%3Ab'],
    ['allow only cookie("token") == "a:b"', 'token=a%3ab'],
    ['allow only cookie("token") == "a:b"', 'token=a:b'],
    ['allow only cookie("token") in "x", "a b=é"', 'token=a%20b%3D%C3%A9'],
    ['allow only cookie("token") starts with "a:"', 'token=a%3Ab'],
    ['allow only cookie("token") == "a:b" or ip in 198.51.100.0/24', 'token=a%3Ab'],
    ['allow only cookie("token") == "a:b"\nblock cookie("token") == "c:d"', 'token=a%3Ab'],
    [
      'allow only cookie("token") == "a:b"\nshadow block cookie("token") is present and cookie("token") != "a:b"',
      'token=a%3Ab',
    ],
    ['allow only cookie("token") == "a:b"\nblock cookie("other") contains "%"', 'token=a%3Ab'],
    ['allow only cookie("token") is present and cookie("token") != "c:d"', 'token=a%3Ab'],
  ])('satisfies %s: %s', (policy, cookie) => {
    expect(outcome(policy, cookie)).toBe('pass')
  })

  it.each([
    ['a character that encoders do not escape', 'allow only cookie("plan") == "gold"', 'plan=%67old'],
    ['quotes', 'allow only cookie("plan") == "gold"', 'plan="gold"'],
    ['a quote at one end', 'allow only cookie("plan") == "gol"', 'plan="gold'],
    ['JSON', 'allow only cookie("plan") == "j:1"', 'plan=j%3A1'],
    ['an invalid escape', 'allow only cookie("plan") == "a:%zz"', 'plan=a%3A%zz'],
    ['broken UTF-8', 'allow only cookie("plan") == "a\u{fffd}"', 'plan=a%FF'],
    ['two values', 'allow only cookie("plan") == "a:b"', 'plan=a%3Ab; plan=a:b'],
    ['white space', 'allow only cookie("plan") == "a:b"', 'plan= a%3Ab '],
    ['another value', 'allow only cookie("plan") == "a:b"', 'plan=a%3Ac'],
    ['encoded twice', 'allow only cookie("plan") == "a:b"', 'plan=a%253Ab'],
    ['a forbidden encoded text', 'allow only cookie("plan") is present and cookie("plan") != "a%3Ab"', 'plan=a%3Ab'],
    ['a forbidden value', 'allow only cookie("plan") is present and cookie("plan") != "a:b"', 'plan=a%3Ab'],
    ['a block on the encoded text', 'block cookie("plan") == "a%3Ab"', 'plan=a%3Ab'],
    ['a block on the value', 'block cookie("plan") == "a:b"', 'plan=a%3Ab'],
    ['a block on other values', 'block cookie("plan") is present and cookie("plan") != "a:b"', 'plan=a%3Ab'],
    ['a block on a part of an escape', 'block cookie("plan") contains "3A"', 'plan=a%3Ab'],
    [
      'a guard of another value',
      'allow only ip in 198.51.100.0/24 unless cookie("plan") is absent or cookie("plan") == "a:b"',
      'plan=a%3Ab',
    ],
  ])('with %s is refused by %s: %s', (_, policy, cookie) => {
    expect(outcome(policy, cookie)).toBe('block')
  })

  it('lifts limits like its value', () => {
    const gate = gateOfText('limit 1 per hour per ip\nexempt cookie("plan") == "a:b" from limits')
    const request = (cookie: string): string =>
      gate.decide({ method: 'GET', target: '/', headers: ['Host', 'a', 'Cookie', cookie], peer: '192.0.2.1' }).outcome
    const cookies = ['plan=a%3Ab', 'plan=a%3Ab', 'plan=%61%3Ab', 'plan=%61%3Ab']
    expect(cookies.map(request)).toEqual(['pass', 'pass', 'pass', 'limit'])
  })

  it('is counted like its value', () => {
    const gate = gateOfText('limit 1 per hour per cookie("sid") when cookie("sid") is present')
    const request = (cookie: string): string =>
      gate.decide({ method: 'GET', target: '/', headers: ['Host', 'a', 'Cookie', cookie], peer: '192.0.2.1' }).outcome
    const cookies = ['sid=s%3Aa', 'sid=s%3Ab', 'sid=s:a', 'sid=s%3ac', 'sid=%73%3Ad', 'sid=%73%3Ae']
    expect(cookies.map(request)).toEqual(['pass', 'pass', 'limit', 'pass', 'pass', 'limit'])
  })

  const pieces = ['a', '3', 'A', ':', '%', 'é', '=', '3A', '%3A']
  const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }).map((some) => some.join(''))
  const operators = fc.constantFrom('==', '!=', 'starts with', 'contains', 'ends with', 'not contains')

  function holds(operator: string, value: string, text: string): boolean {
    if (operator === '==' || operator === '!=') return (value === text) === (operator === '==')
    if (operator === 'starts with') return value.startsWith(text)
    if (operator === 'ends with') return value.endsWith(text)
    return value.includes(text) === (operator === 'contains')
  }

  function testOf(operator: string, text: string): string {
    const test = `cookie("a") ${operator.replace('not ', '')} ${JSON.stringify(text)}`
    return `cookie("a") is present and ${operator.startsWith('not') ? `not ${test}` : test}`
  }

  it('is blocked if a test is true for its value or for its text, and admitted if a negated test is true for both', () => {
    fc.assert(
      fc.property(texts, texts, operators, (value, text, operator) => {
        const written = encodeURIComponent(value)
        const [one, other] = [holds(operator, value, text), holds(operator, written, text)]
        const test = testOf(operator, text)
        expect(outcome(`block ${test}`, `a=${written}`)).toBe(one || other ? 'block' : 'pass')
        const isNegated = operator === '!=' || operator === 'not contains'
        const isAdmitted = one && (other || !isNegated)
        expect(outcome(`allow only ${test}`, `a=${written}`)).toBe(isAdmitted ? 'pass' : 'block')
      }),
      { numRuns: runs(300, 1 / 2) },
    )
  })
})
