import type { RobotsNote } from '@tidegate/robots-parser'
import { escapeControls } from '@tidegate/values'

/** Returns a note as one line, such as `robots.txt:3: warning: …`. */
export function renderNote(
  { line, severity, message }: Pick<RobotsNote, 'line' | 'severity' | 'message'>,
  file: string,
): string {
  const place = line === undefined ? file : `${file}:${line}`
  return escapeControls(`${place}: ${severity === 'warning' ? 'warning' : 'note'}: ${message}`)
}
