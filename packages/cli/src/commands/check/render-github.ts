import type { Diagnostic, Severity } from '@tidegate/model'
import { escapeTexts } from '../../output/escape-texts.ts'

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', advice: 'notice' }

/**
 * Returns diagnostics as workflow commands, one per line, which GitHub shows at the lines of a pull request. Columns are omitted for a
 * finding that spans several lines, because GitHub rejects them there.
 */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return escapeTexts(diagnostics)
    .map((diagnostic) => `${annotation(diagnostic)}\n`)
    .join('')
}

function annotation({ code, severity, place, message, help, fix }: Diagnostic): string {
  const properties = {
    file: place.file,
    line: place.line,
    endLine: place.endLine,
    ...(place.line === place.endLine && { col: place.column, endColumn: Math.max(place.column, place.endColumn - 1) }),
    title: code,
  }
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  const text = [message, ...(help === undefined ? [] : [help]), ...(fix === undefined ? [] : [`fix: ${fix.title}`])]
  return `::${commands[severity]} ${written.join(',')}::${escapeData(text.join('\n'))}`
}

/** Escapes text as the toolkit of GitHub's runner does, so that a message with line breaks does not become two commands. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
