import { type Condition, type FactSpec, foldCondition, type Rule, type Test, type TextSubject } from '@tidegate/model'
import type { BotFormulas } from './bot-formulas.ts'
import type { OtherTest } from './dimensions.ts'
import { allOf, anyOf, type Atom, atomLeaf, constant, type Formula, otherLeaf, textAxis } from './formula.ts'

/** What formulas are made in: the facts' types decide which dimension a test belongs to. */
export interface FormulaContext {
  readonly facts: readonly FactSpec[]
  readonly bots: BotFormulas
}

/** When a rule has its say: it is in force, and it refuses, lifts or counts. */
export function ruleFormula(rule: Rule, context: FormulaContext): Formula {
  const guards = rule.guards.map((guard) => conditionFormula(guard.condition, true, context))
  if (rule.kind === 'limit') return allOf(guards)
  return allOf([...guards, conditionFormula(rule.condition, rule.kind !== 'allow-only', context)])
}

/** A condition, or its negation where it is not `wanted`, in negation normal form. */
export function conditionFormula(condition: Condition, wanted: boolean, context: FormulaContext): Formula {
  return foldCondition(
    condition,
    { constant, all: allOf, any: anyOf, test: (test, isWanted) => testFormula(test, isWanted, context) },
    wanted,
  )
}

function testFormula(test: Test, wanted: boolean, context: FormulaContext): Formula {
  switch (test.kind) {
    case 'now-in':
      return atomLeaf({ kind: 'time' }, { kind: 'window', window: test.window }, wanted)
    case 'ip-in':
      return atomLeaf({ kind: 'address', subject: test.subject }, { kind: 'addresses', set: test.set }, wanted)
    case 'bot-in':
      return context.bots.member(test.set, wanted)
    case 'bot-impersonates':
      return context.bots.impersonator(test.set, wanted)
    case 'path-in':
      return atomLeaf(textAxis({ kind: test.subject }), { kind: 'paths', set: test.set }, wanted)
    case 'text-in':
      return textLeaf(test, test.subject, { kind: 'values', values: test.values }, wanted, context)
    case 'text-match': {
      const { operator, value } = test
      return textLeaf(test, test.subject, { kind: 'match', operator, value }, wanted, context)
    }
    case 'present':
      if (test.subject.kind === 'peer') return otherLeaf(test, wanted)
      return textLeaf(test, test.subject, { kind: 'present' }, wanted, context)
    case 'not-empty':
      return textLeaf(test, test.subject, { kind: 'not-empty' }, wanted, context)
    case 'ip-in-fact':
    case 'text-same':
    case 'number-compare':
    case 'flag':
      return otherLeaf(test, wanted)
  }
}

/** A test on a text; on a fact that is none, it belongs to no dimension. */
function textLeaf(
  test: OtherTest,
  subject: TextSubject,
  atom: Atom,
  wanted: boolean,
  context: FormulaContext,
): Formula {
  if (subject.kind === 'fact') {
    const { type } = context.facts[subject.fact]!
    if (type !== 'text' && type !== 'texts') return otherLeaf(test, wanted)
  }
  return atomLeaf(textAxis(subject), atom, wanted)
}
