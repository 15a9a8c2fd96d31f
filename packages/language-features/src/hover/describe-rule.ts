import type { Plan } from '@tidegate/engine'
import { describeLimit, type LimitWords, planPolicy } from '@tidegate/engine/tools'
import type { LimitRule, Model } from '@tidegate/model'
import type { Analysis } from '../analyse.ts'
import { statementsIn } from '../statements.ts'

const plans = new WeakMap<Model, Plan>()

/** Returns what a limit counts and promises; undefined if the policy has errors or the limit is not in force. */
export function limitWordsAt(analysis: Analysis, file: string, start: number): LimitWords | undefined {
  const { model } = analysis.checked
  const text = analysis.textOf(file)
  if (model === undefined || text === undefined) return undefined
  const plan = plans.get(model) ?? planPolicy(model)
  plans.set(model, plan)
  const index = model.rules.findIndex(({ kind, place }) => {
    return kind === 'limit' && place.file === file && text.lines.starts[place.line - 1]! + place.column - 1 === start
  })
  if (index < 0 || !plan.limits.some(({ rule }) => rule === index)) return undefined
  return describeLimit(model.rules[index] as LimitRule, index, plan)
}

/** Returns what the limit around an offset promises, in Markdown, if the word there is one of its keywords. */
export function describeRuleAt(analysis: Analysis, file: string, offset: number, word: string): string | undefined {
  if (!['limit', 'shadow', 'per', 'burst', 'costing', 'then', 'including', 'counting'].includes(word)) return undefined
  const statement = statementsIn(analysis, file).find(({ statement: { kind, span } }) => {
    return kind === 'limit' && span.start <= offset && offset <= span.end
  })?.statement
  const words = statement === undefined ? undefined : limitWordsAt(analysis, file, statement.span.start)
  if (words === undefined) return undefined
  return [`**${words.promise}**`, `counts ${words.counts}; keeps ${words.keeps}`, ...words.notes].join('  \n')
}
