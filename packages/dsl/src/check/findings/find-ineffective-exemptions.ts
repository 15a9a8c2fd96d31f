import type { Findable } from './findable.ts'

/** TG430: an exemption that has no limits to lift. */
export function findIneffectiveExemptions({ checking, exemptions, references }: Findable): void {
  for (const draft of exemptions) {
    if ((references.lifts.get(draft) ?? []).length > 0) continue
    checking.report.add(
      'TG430',
      draft.statement.span,
      'the rule has no effect: there are no limits that it could lift',
      {
        help:
          draft.unit.role === 'root'
            ? undefined
            : 'an exemption in an included file applies only to the limits of that file',
      },
    )
  }
}
