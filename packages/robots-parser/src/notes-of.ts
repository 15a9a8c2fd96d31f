import { shown, type RobotsNote } from './note.ts'
import type { RobotsLine } from './robots-data.ts'

const mostNotes = 1000

/** A note for each line that is ignored or suspicious, at most a thousand behind `first`; then one that counts the rest. O(lines). */
export function notesOf(lines: readonly RobotsLine[], first: readonly RobotsNote[]): readonly RobotsNote[] {
  const notes = [...first]
  let left = 0
  for (const line of lines) {
    if (line.because === undefined) continue
    if (notes.length < mostNotes - 1) notes.push(noteOf(line, line.because))
    else left++
  }
  if (left > 0) {
    const message = `${left} more lines are ignored or suspicious`
    notes.push({ code: 'too-many', severity: 'warning', line: undefined, message })
  }
  return notes
}

function noteOf(line: RobotsLine, because: string): RobotsNote {
  const code = line.outcome === 'ignored' ? 'line-ignored' : 'line-suspicious'
  const severity = line.kind === 'unsupported' ? 'info' : 'warning'
  return { code, severity, line: line.number, message: `${shown(line.text.trim())}: ${because}` }
}
