import type { EnforcedParts } from './enforce-robots.ts'
import type { RobotsNote } from '../parse/note.ts'
import type { RobotsData } from '../parse/robots-data.ts'

const bySignals =
  'write `bots ai_training = catalog "ai-training"` (for ai-input: `catalog "ai-fetching"`) and `block bot in ai_training`, or use `tidegate import robots FILE --enforce signals`'

const timed: ReadonlySet<string> = new Set(['crawl-delay', 'request-rate', 'visit-time'])

/** A note for each thing that the file asks for and that no rule can make happen. O(n). */
export function unenforcedNotes(data: RobotsData, parts: EnforcedParts): readonly RobotsNote[] {
  const records = [...data.preamble, ...data.groups.flatMap((group) => group.records)]
  const notes: RobotsNote[] = []
  for (const { kind, line } of records) {
    if (kind === 'noindex') add('Noindex', 'answer with `X-Robots-Tag: noindex` in the application', line)
    else if (kind === 'cache-delay') add('Cache-delay', 'it concerns archivers only', line)
    else if (!parts.signals && (kind === 'content-signal' || kind === 'content-usage')) {
      const name = kind === 'content-signal' ? 'Content-Signal' : 'Content-Usage'
      add(name, `it is a wish; to enforce it, ${bySignals}`, line)
    } else if (!parts.rules && timed.has(kind)) {
      add(
        kind === 'visit-time' ? 'Visit-time' : kind === 'request-rate' ? 'Request-rate' : 'Crawl-delay',
        'only signals are',
        line,
      )
    }
  }
  for (const { kind, number } of data.lines) {
    if (kind === 'host') add('Host', 'redirecting to the preferred host is the work of the application', number)
    else if (kind === 'clean-param') add('Clean-param', 'it is no access rule', number)
  }
  return notes

  function add(name: string, why: string, line: number): void {
    notes.push({ code: 'not-enforced', severity: 'info', line, message: `${name} is not enforced: ${why}` })
  }
}
