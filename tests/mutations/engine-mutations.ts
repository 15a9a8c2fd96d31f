import type { Mutation } from './mutation.ts'

const model = 'packages/model/src'
const engine = 'packages/engine/src'
/** The suites of plan, judge and reference interpreter, alone and compared with each other (law 5). */
const judgeSuites = [
  `${engine}/judge`,
  `${model}/interpret`,
  `${model}/refusal-order.test.ts`,
  `${engine}/plan/plan-policy.slow.test.ts`,
]

/** Errors in plan, judge and counters. */
export const engineMutations: readonly Mutation[] = [
  {
    error: '`allow only` refuses the requests that match it',
    file: `${engine}/plan/rule-formula.ts`,
    find: "rule.kind !== 'allow-only', context)",
    replace: 'true, context)',
    suites: judgeSuites,
  },
  {
    error: 'the negation of `and` is an `and`',
    file: `${model}/condition.ts`,
    find: "return (condition.kind === 'and') === wanted ? fold.all(parts) : fold.any(parts)",
    replace: "return condition.kind === 'and' ? fold.all(parts) : fold.any(parts)",
    suites: judgeSuites,
  },
  {
    error: 'a conjunction with an impossible part is possible',
    file: `${engine}/plan/formula.ts`,
    find: 'else if (!formula.value) return formula\n  }\n  return all.length',
    replace: '\n  }\n  return all.length',
    suites: judgeSuites,
  },
  {
    error: 'of two tests of one dimension in a term, one is dropped',
    file: `${engine}/plan/to-terms.ts`,
    find: 'formula: allOf(formulas) }]',
    replace: 'formula: formulas.at(-1)! }]',
    suites: [`${engine}/plan/to-terms.slow.test.ts`, ...judgeSuites],
  },
  {
    error: 'the residual of two factors is that of the first',
    file: `${engine}/plan/to-terms.ts`,
    find: 'residual: allOf(terms.map(({ residual }) => residual))',
    replace: 'residual: terms[0]?.residual ?? constant(true)',
    suites: [`${engine}/plan/to-terms.slow.test.ts`, ...judgeSuites],
  },
  {
    error: 'a shadow limit replaces another one',
    file: `${engine}/judge/phases.ts`,
    find: `      if (shadow) continue
      if (kind === ruleKinds.exempt) markLifted(rule)`,
    replace: '      if (kind === ruleKinds.exempt) markLifted(rule)',
    suites: judgeSuites,
  },
  {
    error: 'a shadow rule refuses',
    file: `${engine}/judge/phases.ts`,
    find: 'if (rule.kind !== kind || rule.shadow) continue',
    replace: 'if (rule.kind !== kind) continue',
    suites: judgeSuites,
  },
  {
    error: '`allow only` rules are evaluated before `block` rules',
    file: `${engine}/judge/phases.ts`,
    find: "return refuse(ruleKinds.block) ?? refuse(ruleKinds['allow-only']) ?? limit()",
    replace: "return refuse(ruleKinds['allow-only']) ?? refuse(ruleKinds.block) ?? limit()",
    suites: judgeSuites,
  },
  {
    error: 'a limit that another one replaces is also reported as lifted',
    file: `${engine}/judge/phases.ts`,
    find: 'limitsMarked(isReplaced | isExempted, isExempted)',
    replace: 'limitsMarked(isExempted, isExempted)',
    suites: judgeSuites,
  },
  {
    error: 'a rule with a default reply is reported before one with an explicit reply',
    file: `${model}/refusal-order.ts`,
    find: 'Number(x.reply === undefined) - Number(y.reply === undefined) ||',
    replace: '',
    suites: judgeSuites,
  },
  {
    error: 'the row of an address is that of the previous address',
    file: `${engine}/judge/rows.ts`,
    find: '      unflipAll(state)\n      for (let at = flips.starts[next]!',
    replace: '      for (let at = flips.starts[next]!',
    suites: judgeSuites,
  },
  {
    error: 'an implausible clock admits requests',
    file: `${engine}/judge/create-judge.ts`,
    find: '!residualHolds(terms.residuals[residual]!, !isExemption)) return',
    replace: '!residualHolds(terms.residuals[residual]!, isExemption)) return',
    suites: judgeSuites,
  },
  {
    error: 'quota of a log is available again one charge too early',
    file: `${engine}/counters/log.ts`,
    find: 'return livesOf(cells, quota)[startOf(at, quota) + quota.count - 1]!',
    replace: 'return livesOf(cells, quota)[startOf(at, quota) + Math.max(0, quota.count - 2)]! * 0',
    suites: [`${engine}/counters/log.test.ts`],
  },
  {
    error: 'a sub-period of a ring is forgotten while it still counts',
    file: `${engine}/counters/ring.ts`,
    find: 'const cellCount = subPeriods + 1',
    replace: 'const cellCount = subPeriods',
    suites: [`${engine}/counters/ring.test.ts`],
  },
  {
    error: 'a bucket admits one more than its burst',
    file: `${engine}/counters/gcra.ts`,
    find: 'const excess = cells.doubles[at >> 3]! - (quota.burst - 1) * quota.periodMs',
    replace: 'const excess = cells.doubles[at >> 3]! - quota.burst * quota.periodMs',
    suites: [`${engine}/counters/gcra.test.ts`],
  },
  {
    error: 'a shadow exemption lifts limits',
    file: `${engine}/judge/phases.ts`,
    find: `      if (shadow) continue
      if (kind === ruleKinds.exempt) markLifted(rule)`,
    replace: `      if (shadow && kind !== ruleKinds.exempt) continue
      if (kind === ruleKinds.exempt) markLifted(rule)`,
    suites: judgeSuites,
  },
  {
    error: 'a limit whose condition is uncertain because of the clock replaces another one',
    file: `${engine}/judge/phases.ts`,
    find: 'replaces >= 0 && (marks[rule]! & firm) !== 0)',
    replace: 'replaces >= 0)',
    suites: judgeSuites,
  },
  {
    error: 'the last of two refusals is reported',
    file: `${engine}/judge/phases.ts`,
    find: 'if (rule.rank < rank) {',
    replace: 'if (rank >= 0) {',
    suites: judgeSuites,
  },
  {
    error: 'rows of one word keep the texts of the previous request',
    file: `${engine}/judge/single-word-rows.ts`,
    find: '    wide?.turn()\n',
    replace: '',
    suites: judgeSuites,
  },
  {
    error: 'a row laid out for atoms is that of their neighbours',
    file: `${engine}/judge/row-of-atoms.ts`,
    find: 'held[atom] = (atoms >>> atom) & 1',
    replace: 'held[atom] = (atoms >>> (atom + 1)) & 1',
    suites: judgeSuites,
  },
  {
    error: 'with many atoms, tests of several atoms keep their default result',
    file: `${engine}/judge/row-of-atoms.ts`,
    find: 'return (atoms & shared) === 0 ? row : row ^ turnedBy(table, others, atoms, held)',
    replace: 'return row',
    suites: judgeSuites,
  },
  {
    error: 'a client over its limit is evicted to make room for others',
    file: `${engine}/counters/make-room.ts`,
    find: 'if (rowMs < oldestMs && !isOverLimit(segment.cells, at, segment.layout, nowMs)) {',
    replace: 'if (rowMs < oldestMs) {',
    suites: [`${engine}/counters`],
  },
  {
    error: 'clients over their limits leave a full table without being joined to their network',
    file: `${engine}/counters/subject-table.ts`,
    find: '      joinRow(this.#fixed, joinedAt, this.cells, this.at, this.layout, this.nowMs)\n',
    replace: '',
    suites: [`${engine}/counters/network-rows.slow.test.ts`],
  },
  {
    error: 'counts are lost where a count crosses sixteen on reload',
    file: `${engine}/counters/carry-counter.ts`,
    find: '    kernel.charge(to, toAt, counter, instant)\n',
    replace: '',
    suites: [`${engine}/counters/carry-counter.test.ts`],
  },
  {
    error: 'a limit that counts replies charges before the reply',
    file: `${engine}/decide/charging.ts`,
    find: "waits ? 'check' : 'enforce'",
    replace: "waits ? 'enforce' : 'enforce'",
    suites: [`${engine}/gate/create-gate-counting.test.ts`],
  },
  {
    error: 'Retry-After is the time until the first of two limits has quota',
    file: `${engine}/decide/decisions.ts`,
    find: 'retryAfterMs = Math.max(retryAfterMs, consumed.readings[index]!.retryAfterMs)',
    replace: 'retryAfterMs = Math.min(Math.max(retryAfterMs, 1), Math.max(1, consumed.readings[index]!.retryAfterMs))',
    suites: [`${engine}/gate`],
  },
  {
    error: 'the last piece of a list is not sent with a plan',
    file: `packages/node/src/policy-files/packed-plan.ts`,
    find: 'if (texts.length > 0) close(texts, path)',
    replace: 'if (texts.length > 999) close(texts, path)',
    suites: [`packages/node/src/policy-files/packed-plan.slow.test.ts`],
  },
  {
    error: 'a new plan is in force before it is ready',
    file: `${engine}/gate/create-gate.ts`,
    find: 'return laidOut(yield* prepareRuntime(next, options, context))',
    replace: 'runtime = laidOut(createRuntime(next, options, context))\n    yield\n    return runtime',
    suites: [`${engine}/gate/create-gate-counting.test.ts`],
  },
]
