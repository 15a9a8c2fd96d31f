import type { Findable } from './findable.ts'

/** TG431: a shadow limit with `replaces`: it only observes, so it does not replace anything. */
export function findIneffectiveReplacements({ checking, limits }: Findable): void {
  for (const { shadow, replaces, statement } of limits) {
    if (!shadow || replaces === undefined) continue
    const span = statement.clauses.replaces?.span ?? replaces.span
    checking.report.add('TG431', span, `a shadow limit does not replace anything: \`${replaces.text}\` still applies`, {
      help: 'it will be replaced when you remove `shadow`',
    })
  }
}
