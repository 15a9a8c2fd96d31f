import { limitNotes, shown, type RobotsNote } from './note.ts'
import type { RobotsLine } from './robots-data.ts'

/** Returns `first` and then a note for each line that is ignored or suspicious; at most a thousand in all. O(lines). */
export function notesOf(lines: readonly RobotsLine[], first: readonly RobotsNote[]): readonly RobotsNote[] {
  const notes = lines.flatMap((line) => (line.because === undefined ? [] : [noteOf(line, line.because)]))
  return limitNotes([...first, ...notes])
}

function noteOf(line: RobotsLine, because: string): RobotsNote {
  const code = line.outcome === 'ignored' ? 'line-ignored' : 'line-suspicious'
  const severity = line.kind === 'unsupported' ? 'info' : 'warning'
  return { code, severity, line: line.number, message: `${shown(line.text.trim())}: ${because}` }
}
