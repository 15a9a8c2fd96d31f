import type { EnforcedParts } from './enforce-robots.ts'
import type { RobotsNote } from '../parse/note.ts'
import type { RobotsData } from '../parse/robots-data.ts'

const bySignals =
  'write `bots ai_training = catalog "ai-training"` (for ai-input: `catalog "ai-fetching"`) and `block bot in ai_training`, or use `tidegate import robots FILE --enforce signals`'

const timed: ReadonlySet<string> = new Set(['crawl-delay', 'request-rate', 'visit-time'])

/** Returns a note for each record that no rule can enforce. O(n). */
export function unenforcedNotes(data: RobotsData, parts: EnforcedParts): readonly RobotsNote[] {
  const records = [...data.preamble, ...data.groups.flatMap((group) => group.records)]
  const notes: RobotsNote[] = []
  for (const { kind, line } of records) {
    if (kind === 'noindex') add('Noindex', 'send `X-Robots-Tag: noindex` from the application', line)
    else if (kind === 'cache-delay') add('Cache-delay', 'it applies to archivers only', line)
    else if (!parts.signals && (kind === 'content-signal' || kind === 'content-usage')) {
      const name = kind === 'content-signal' ? 'Content-Signal' : 'Content-Usage'
      add(name, `it is only a request to crawlers; to enforce it, ${bySignals}`, line)
    } else if (!parts.rules && timed.has(kind)) {
      add(
        kind === 'visit-time' ? 'Visit-time' : kind === 'request-rate' ? 'Request-rate' : 'Crawl-delay',
        'only content signals are enforced here',
        line,
      )
    }
  }
  for (const { kind, number } of data.lines) {
    if (kind === 'host') add('Host', 'redirect to the preferred host in the application', number)
    else if (kind === 'clean-param') add('Clean-param', 'it is not an access rule', number)
  }
  return notes

  function add(name: string, why: string, line: number): void {
    notes.push({ code: 'not-enforced', severity: 'info', line, message: `${name} is not enforced: ${why}` })
  }
}
