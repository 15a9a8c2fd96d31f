import { readFileSync } from 'node:fs'
import { checkPolicy, defaultLanguageLimits, type LanguageLimits, noFiles } from '@tidegate/dsl'
import type { Diagnostic } from '@tidegate/model'
import { describe, expect, it } from 'vitest'
import { findCosts } from './find-costs.ts'
import { planPolicy } from '@tidegate/engine/tools'

function costsOf(text: string, limits: Partial<LanguageLimits> = {}): readonly Diagnostic[] {
  const { model, sources, diagnostics } = checkPolicy({ file: 'site.policy', text }, { ...noFiles, limits })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return findCosts(planPolicy(model!), sources, { ...defaultLanguageLimits, ...limits }.decisionSteps)
}

/** The policy under a heading of a code's page, and the limits after `policy`. */
function shown(code: string, heading: string): readonly [string, Partial<LanguageLimits>] {
  const page = readFileSync(new URL(`../../../../docs/diagnostics/${code}.md`, import.meta.url), 'utf8')
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  const [, limits = '', text = ''] = /^```policy(.*)\n([\s\S]*?)^```$/m.exec(section) ?? []
  return [text, JSON.parse(limits.trim() || '{}') as Partial<LanguageLimits>]
}

const alternatives = (count: number): string =>
  Array.from({ length: count }, (_, i) => `host == "${i}.example.com" and path in /${i}/**`).join(' or ')

const letter = (i: number): string => String.fromCharCode(65 + (i % 26), 65 + Math.floor(i / 26))

describe('findCosts', () => {
  it.each(['TG434', 'TG435'])('reports %s for the example on its page, and not for the fix', (code) => {
    expect(costsOf(...shown(code, 'What triggers it')).map((diagnostic) => diagnostic.code)).toEqual([code])
    expect(costsOf(...shown(code, 'How to fix it'))).toEqual([])
  })

  it('points to the rule', () => {
    const text = `block ip in 192.0.2.1\n\n  block ${alternatives(17)}\n`
    const [found, ...others] = costsOf(text)
    expect(others).toEqual([])
    expect(found).toMatchObject({ code: 'TG435', severity: 'advice', place: { line: 3, column: 3 } })
    expect(text.slice(found!.span.start, found!.span.end)).toBe(text.trim().split('\n').at(-1)!.trim())
  })

  it('does not report sixteen alternatives, many over one dimension, or facts without a dimension', () => {
    const one = Array.from({ length: 100 }, (_, i) => `path == "/${i}"`).join(' or ')
    const facts = Array.from({ length: 40 }, (_, i) => `fact f${i} : number required\n`).join('')
    const numbers = Array.from({ length: 40 }, (_, i) => `f${i} > ${i}`).join(' or ')
    expect(costsOf(`block ${alternatives(16)}`)).toEqual([])
    expect(costsOf(`block ${one}`)).toEqual([])
    expect(costsOf(`${facts}block ${numbers}`)).toEqual([])
  })

  it('reports at most a hundred rules', () => {
    const rules = Array.from(
      { length: 120 },
      (_, i) => `block ${alternatives(17)} when method == "M${letter(i)}"\n`,
    ).join('')
    expect(costsOf(rules)).toHaveLength(100)
  })
})
