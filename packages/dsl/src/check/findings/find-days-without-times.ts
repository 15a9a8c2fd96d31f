import type { WindowEntry, WindowSet } from '../../syntax/ast/sets.ts'
import type { Findable } from './findable.ts'

type SpanEntry = Extract<WindowEntry, { kind: 'span' }>

/** TG432: days or dates without a time before others with one, as if the time applied to all of them: `mon, wed 10:00-12:00`. */
export function findDaysWithoutTimes({ checking }: Findable): void {
  for (const { entries, except } of checking.resolved.windows.keys()) {
    reportIn(entries)
    reportIn(except)
  }

  function reportIn(entries: WindowSet['entries']): void {
    let following: SpanEntry | undefined
    for (const entry of entries.toReversed()) {
      if (entry.kind === 'name' || !isByDay(entry)) following = undefined
      else if (entry.clock !== undefined) following = entry
      else if (following !== undefined) report(entry, following)
    }
  }

  function report(entry: SpanEntry, following: SpanEntry): void {
    const { clock } = following
    if (clock === undefined) return
    const [whole, timed] = [checking.sourceText(entry.span), checking.sourceText(following.span)]
    const time = `${clock.from.text}-${clock.to.text}`
    // WHY no fix: it would change when the window is open, and either meaning may be intended.
    checking.report.add('TG432', entry.span, `\`${whole}\` is the whole day: the time belongs only to \`${timed}\``, {
      help: `write \`${whole} ${time}\`, or \`${whole} 00:00-24:00\` if you mean the whole day`,
      related: [{ span: following.span, message: 'the time is here' }],
    })
  }
}

/** Whether an entry names days or dates; a time alone applies to every day. */
function isByDay({ days, dates }: SpanEntry): boolean {
  return days !== undefined || dates !== undefined
}
