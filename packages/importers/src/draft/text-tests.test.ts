import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { choiceOf } from '../testing/random-choice.ts'
import { conditionText } from './condition.ts'
import { certainly, differences } from './expression.ts'
import { createDraft } from './policy-draft.ts'
import { createTextTests, type TextSubject } from './text-tests.ts'

/** Returns whether a regular expression, as it is imported, matches some texts, and what is said about it. */
function imported(
  subject: TextSubject,
  source: string,
  texts: readonly string[],
): { readonly said: readonly string[]; readonly matched: readonly string[] } {
  const draft = createDraft('x', 'x')
  const expression = createTextTests(draft, true).regex(subject, source, false)
  const condition = certainly(expression)
  const said = differences(expression)
  if (condition.kind === 'never') return { said, matched: [] }
  draft.declare('paths match exactly')
  draft.rule(`block ${conditionText(condition)}`)
  const { model, diagnostics } = checkPolicy({ file: 'a.policy', text: draft.text() }, noFiles)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const gate = createGate(planPolicy(model!))
  const isMatched = (text: string): boolean => {
    const headers = ['Host', 'a.example', ...(subject.kind === 'agent' ? ['User-Agent', text] : [])]
    const target = subject.kind === 'path' ? text : '/'
    return gate.decide({ method: 'GET', target, headers, peer: '192.0.2.1' }).outcome === 'block'
  }
  return { said, matched: texts.filter(isMatched) }
}

const atoms: readonly string[] =
  'a b /a /b/ \\.php .* .+ [^/]* [^/]+ [^/] [ab] (a|b) (?:a|/b)? a+ [ab]{2} . x? (a|.b) (?!b) (/|$) \\d [^a] \\ba a\\b'.split(
    ' ',
  )

describe('a regular expression of another program', () => {
  it.each(['path', 'agent'] as const)('that is imported without a comment matches exactly the same: %s', (kind) => {
    const { one, some, happens } = choiceOf(createRandom(seed), true)
    const pieces = ['a', 'b', '/a', '/b', '/x', '.php', 'ab', '/ab', '1', 'x']
    const texts = Array.from({ length: 40 }, () => `/${some(pieces, 4).join('')}`.replaceAll(/\/+/g, '/'))
    let exact = 0
    for (let run = 0; run < runs(60); run += 1) {
      const begin = happens(0.5) ? one(['^', '^/', '^/']) : ''
      const source = `${begin}${some([...atoms, ...atoms], 4).join('')}${happens(0.3) ? '$' : ''}`
      const { said, matched } = imported({ kind }, source, texts)
      if (said.length > 0) continue
      exact += 1
      expect({ source, matched }).toEqual({ source, matched: texts.filter((text) => new RegExp(source).test(text)) })
    }
    expect(exact).toBeGreaterThan(5)
  })

  it('keeps the alternatives that have an equivalent, and names the others', () => {
    const texts = ['/ab', '/cd', '/xyz', '/ef']
    expect(imported({ kind: 'path' }, '^/(a|c[^a-z])|x.z|ef$', texts)).toEqual({
      said: [
        'the alternative c[^a-z] of the pattern has no equivalent',
        'each `.` that stands for any character is read as a dot in ^/(a|c[^a-z])|x.z|ef$',
      ],
      matched: ['/ab', '/ef'],
    })
    expect(imported({ kind: 'agent' }, '(?x)a | b', ['a', 'b'])).toEqual({
      said: ['the pattern (?x)a | b has no equivalent'],
      matched: [],
    })
  })

  it('that stands for too many texts is left out', () => {
    expect(imported({ kind: 'path' }, '[a-z][a-z]|/ok', ['/ok', '/no'])).toEqual({
      said: ['the alternative [a-z][a-z] of the pattern has no equivalent'],
      matched: ['/ok'],
    })
  })
})
