import type { Place, Span } from '@tidegate/model'
import { formatCondition } from '../../format/format-condition.ts'
import type { FactRef } from '../../syntax/ast/conditions.ts'
import type { CostAst, CostCaseAst, LimitStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { subjectOf } from '../conditions/subject-of.ts'
import { wordsOfSubject } from '../conditions/subject.ts'
import { typeCondition } from '../conditions/type-condition.ts'
import { conditionOf } from '../conditions/typed.ts'
import type { Established } from '../presence/established-by.ts'
import { requirePresence } from '../presence/require-presence.ts'
import type { Unit } from '../unit.ts'
import type { DraftCost, DraftCostCase } from './draft.ts'
import { presenceFix } from './presence-fix.ts'

/**
 * Returns what requests cost, or undefined, after a report, if a cost is out of range, a condition has an error, or the fact is not a number or may
 * be absent. `established` contains the facts that the guards establish; undefined if a guard has an error.
 */
export function lowerCost(
  checking: Checking,
  unit: Unit,
  statement: LimitStatement,
  cost: CostAst,
  count: number | undefined,
  established: Established | undefined,
): DraftCost | undefined {
  if (cost.kind === 'fact') return lowerFact(checking, unit, statement, cost.fact, established)
  const cases = cost.cases.map((each) => lowerCase(checking, unit, each, count, established))
  if (!cases.every((each) => each !== undefined)) return undefined
  return { kind: 'cases', cases: cases.toSorted((a, b) => b.places - a.places || (a.text < b.text ? -1 : 1)) }
}

function lowerCase(
  checking: Checking,
  unit: Unit,
  { places, condition: ast, span }: CostCaseAst,
  count: number | undefined,
  established: Established | undefined,
): DraftCostCase | undefined {
  const inRange = checkPlaces(checking, places.value, places.span, count)
  const typed = typeCondition(checking, unit, ast)
  if (typed === undefined) return undefined
  const condition = conditionOf(typed)
  if (established !== undefined)
    requirePresence(checking, typed, { holds: true, established, whenAbsent: places.value > 1 })
  const place: Place = checking.report.place(span)
  return inRange ? { places: places.value, condition, text: formatCondition(ast), place, typed, span } : undefined
}

function checkPlaces({ report }: Checking, places: number, span: Span, count: number | undefined): boolean {
  if (!Number.isInteger(places)) {
    report.add('TG313', span, `a cost must be a whole number, not \`${places}\``, {
      help: 'multiply N and all costs by the same number',
    })
    return false
  }
  if (count === undefined || places <= count) return true
  report.add(
    'TG313',
    span,
    `a cost must be at most N, which is ${count}: no request that costs ${places} would ever pass`,
    {
      help: 'raise N, or refuse such requests with `block`',
    },
  )
  return false
}

function lowerFact(
  checking: Checking,
  unit: Unit,
  statement: LimitStatement,
  fact: FactRef,
  established: Established | undefined,
): DraftCost | undefined {
  const subject = subjectOf(checking, unit, fact)
  if (subject === undefined) return undefined
  const { label, presence, span } = subject
  if (subject.kind !== 'number') {
    checking.report.add('TG314', span, `\`${label}\` is ${wordsOfSubject(subject.kind)}: a cost must be a number`, {
      help: 'declare a fact such as `fact query.cost : number required`, or write `costing 10 if …`',
    })
    return undefined
  }
  if (presence !== undefined && established?.has(presence.key) === false) {
    const test = presence.established
    checking.report.add(
      'TG317',
      span,
      `\`${label}\` may be absent, and such requests would have no cost: expected a guard that requires it`,
      {
        help: `add \`when ${test}\`, and a limit for requests without it`,
        fix: presenceFix(checking, statement, test),
      },
    )
  }
  return { kind: 'fact', fact: subject.fact }
}
