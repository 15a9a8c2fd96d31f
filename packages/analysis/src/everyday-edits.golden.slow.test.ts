import { readFileSync } from 'node:fs'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { readGoldens, settleGolden } from '@tidegate/dsl/testing'
import type { Model } from '@tidegate/model'
import { describe, expect, it } from 'vitest'
import { diffPolicies } from './diff-policies.ts'
import { limitWords } from './describe/limit-terms.ts'
import type { LimitTerms, Outcome } from './outcome.ts'
import type { PolicyDiff } from './policy-diff.ts'

const folder = new URL('../goldens/diff/', import.meta.url)
const shop = readFileSync(new URL('shop.policy', folder), 'utf8')
const options = { nowMs: Date.UTC(2026, 10, 18, 10) }

function modelOf(text: string): Model {
  const { model, diagnostics } = checkPolicy({ file: 'shop.policy', text }, noFiles)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return model!
}

/** The shop's policy with the lines marked `+` in place of the lines marked `-`. */
function edited(input: string): string {
  const marked = (mark: string): string =>
    input
      .split('\n')
      .flatMap((line) => (line.startsWith(`${mark} `) ? [`${line.slice(2)}\n`] : []))
      .join('')
  expect(shop).toContain(marked('-'))
  return shop.replace(marked('-'), () => marked('+'))
}

/** The report of a difference, one line per class. */
function reportOf({ answer, classes, limits, more, unsettled }: PolicyDiff): string {
  const lines = [
    answer,
    ...classes.map(({ where, from, to }) => `${where.join(', ')}: ${outcomeWords(from)} → ${outcomeWords(to)}`),
    ...limits.map(({ limit, where, before, after }) => {
      return `${[`\`${limit}\``, ...where].join(', ')}: ${termsWords(before)} → ${termsWords(after)}`
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...unsettled.map(({ text, why }) => `not settled: ${text}: ${why}`),
  ]
  return `${lines.join('\n')}\n`
}

function outcomeWords(outcome: Outcome): string {
  if (outcome.kind !== 'block') return outcome.kind
  return outcome.text === undefined ? String(outcome.status) : `${outcome.status} ${outcome.text}`
}

function termsWords(terms: LimitTerms | undefined): string {
  return terms === undefined ? 'not counted' : limitWords(terms)
}

describe('an everyday edit of a policy', () => {
  const before = modelOf(shop)

  for (const golden of readGoldens(folder)) {
    it(`is settled: ${golden.name.replaceAll('-', ' ')}`, () => {
      const after = modelOf(edited(golden.input))
      const diff = diffPolicies(before, after, options)
      expect(reportOf(diff)).toBe(settleGolden(golden, reportOf(diff)))
      expect(diff.unsettled).toEqual([])
      const back = diffPolicies(after, before, options)
      expect({ answer: back.answer, unsettled: back.unsettled }).toEqual({ answer: diff.answer, unsettled: [] })
    })
  }
})
