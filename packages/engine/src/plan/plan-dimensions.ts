import { costCasesOf, forEachTest, type KeyPart, type Model, type TextSubject } from '@tidegate/model'
import { createBotFormulas } from './bot-formulas.ts'
import { buildTestTable, wordsFor } from './build-test-table.ts'
import type { DimensionDraft } from './dimension-draft.ts'
import type { Dimension, PlanDimensions, Residual, TermTable } from './dimensions.ts'
import { type NumberedTerm, numberTerms } from './number-terms.ts'
import { planAddress, planPrefixes } from './plan-addresses.ts'
import { planBots } from './plan-bots.ts'
import { planText } from './plan-text.ts'
import { modelFormulas } from './rule-formula.ts'
import { toTerms } from './to-terms.ts'

/** Creates the tests, terms and rows of a model's rules. */
export function planDimensions(model: Model): PlanDimensions {
  const context = { facts: model.facts, bots: createBotFormulas(model) }
  const { terms, dimensions: drafts } = numberTerms(modelFormulas(model, context).map(toTerms))
  const addresses = planPrefixes(model, drafts)
  const usedBots = usedBotSets(model, drafts)
  const bots = usedBots.size === 0 ? undefined : planBots(context.bots.sets, model.botSets.length, usedBots)
  const list = drafts.map((draft, number): Dimension => {
    const table = buildTestTable(number, draft.atoms.length, draft.tests, terms)
    switch (draft.dimension.kind) {
      case 'time':
        return { kind: 'time', table, windows: Uint32Array.from(draft.atoms, windowOf) }
      case 'address':
        return planAddress(draft.dimension.subject, draft, table, addresses)
      case 'text':
        return planText(model, draft.dimension.subject, draft, table, bots)
    }
  })
  return { terms: termTable(terms), prefixes: addresses.prefixes, ...(bots !== undefined && { bots }), list }
}

function termTable(terms: readonly NumberedTerm[]): TermTable {
  const residuals: Residual[] = []
  const residualOf = Int32Array.from(terms, ({ residual }) =>
    residual === undefined ? -1 : residuals.push(residual) - 1,
  )
  const words = wordsFor(terms.length)
  return {
    count: terms.length,
    words,
    summaryWords: wordsFor(words),
    rules: Uint32Array.from(terms, ({ rule }) => rule),
    residualOf,
    residuals,
  }
}

function windowOf(atom: DimensionDraft['atoms'][number]): number {
  if (atom.kind !== 'window') throw new TypeError('the atoms of the time are windows')
  return atom.window
}

/** The bot sets that tests use; all declared sets if a rule uses `bot`. */
function usedBotSets(model: Model, drafts: readonly DimensionDraft[]): ReadonlySet<number> {
  const used = new Set<number>()
  for (const { atoms } of drafts) for (const atom of atoms) if (atom.kind === 'bots') used.add(atom.set)
  if (usesBot(model)) for (const set of model.botSets.keys()) used.add(set)
  return used
}

function usesBot(model: Model): boolean {
  const isBot = (subject: TextSubject | { readonly kind: 'peer' }): boolean => subject.kind === 'bot'
  let looks = false
  for (const rule of model.rules) {
    const conditions = [...rule.guards, ...costCasesOf(rule)].map(({ condition }) => condition)
    if (rule.kind !== 'limit') conditions.push(rule.condition)
    else looks ||= rule.key.some((part: KeyPart) => part.kind === 'text' && isBot(part.subject))
    for (const condition of conditions) {
      forEachTest(condition, (test) => {
        if ('subject' in test && test.kind !== 'ip-in' && test.kind !== 'ip-in-fact' && test.kind !== 'path-in') {
          looks ||= isBot(test.subject)
        }
        if (test.kind === 'text-same') looks ||= isBot(test.other)
      })
    }
  }
  return looks
}
