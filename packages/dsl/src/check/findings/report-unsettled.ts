import type { Span } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { OpenFinding, Unsettled } from './finding-work.ts'

/** Places of each finding that the text shows; the result of the check has all of them. */
const maxShown = 3

/**
 * TG450: findings that the budget did not suffice for. One diagnostic, at the first statement for which something is not settled. Returns all
 * of them with their places.
 */
export function reportUnsettled({ report, limits }: Checking, open: readonly OpenFinding[]): readonly Unsettled[] {
  const first = open.flatMap(({ spans }) => spans.slice(0, 1))[0]
  if (first === undefined) return []
  const parts = open.map(({ code, spans }) => `${code} for ${counted(spans)}`)
  report.conclude(
    'TG450',
    first,
    `the policy is too large to look for everything: not settled are ${parts.join(', ')}`,
    {
      help: `everything else was examined; write many rules as one rule with a set, or allow more steps than ${limits.findingSteps} with the limit \`findingSteps\``,
      related: open.flatMap(({ code, spans }) =>
        spans.slice(0, maxShown).map((span) => ({ span, message: `${code} is not settled here` })),
      ),
    },
  )
  return open.map(({ code, spans }) => ({ code, places: spans.map((span) => report.place(span)) }))
}

function counted({ length }: readonly Span[]): string {
  return length === 1 ? 'one place' : `${length} places`
}
