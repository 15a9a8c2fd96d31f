import { isNoted } from '../compare/compare-shadows.ts'
import { limitWords } from '../describe/limit-terms.ts'
import type { Outcome } from '../outcome.ts'
import type { DiffNote, LimitClass, UnsettledRule } from '../policy-diff.ts'
import type { ReportedClass } from './report-classes.ts'

/** Notes of differences between shadow rules, which decide nothing. */
export const shadowNotes: {
  readonly refusal: (found: ReportedClass, outcome: Outcome) => DiffNote
  readonly exemption: (found: ReportedClass, limit: string) => DiffNote
  readonly limit: (found: LimitClass) => DiffNote
  readonly unsettled: (rule: UnsettledRule) => DiffNote
} = {
  refusal({ from, where, witness }, outcome) {
    const status = outcome.kind === 'block' ? ` ${outcome.status}` : ''
    const what = isNoted(from) ? 'no longer' : 'now'
    return { kind: 'shadow-rule', text: `a shadow rule would ${what} refuse${status}`, where, witness }
  },
  exemption({ from, where, witness }, limit) {
    const what = isNoted(from) ? 'no longer' : 'now'
    return { kind: 'shadow-exemption', text: `a shadow exemption would ${what} lift ${limit}`, where, witness }
  },
  limit({ limit, before, after, where, witness }) {
    const words = [before, after].map((terms) => (terms === undefined ? 'not counted' : limitWords(terms)))
    return { kind: 'shadow-limit', text: `shadow limit ${limit}: ${words.join(' → ')}`, where, witness }
  },
  unsettled({ text }) {
    return { kind: 'shadow-unsettled', text: `not settled within the budget: ${text}`, where: [] }
  },
}
