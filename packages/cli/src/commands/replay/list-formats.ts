import { formatCatalogue, formatNames, unusableFormats } from '@tidegate/access-logs'
import { exitCodes, type ExitCode, type Io } from '../../io.ts'

/** Prints the formats that are known without a pattern, what writes them, and formats that cannot be replayed. */
export function listFormats(io: Io): ExitCode {
  const width = Math.max(...formatNames.map((name) => name.length))
  const lines = formatNames.map((name) => {
    const titles = formatCatalogue.flatMap(({ format, title }) => (format === name ? [title] : []))
    return `  ${name.padEnd(width)}  ${plain(titles.join(', '))}`
  })
  const others = unusableFormats.map(({ title, lacks }) => `  ${plain(title)}: ${plain(lacks)}`)
  io.out(
    [
      'Known formats, detected or given with --format:',
      ...lines,
      '',
      'Each of them may be wrapped by Docker, Kubernetes, syslog, journald, docker compose, kubectl, or a logger of JSON messages.',
      'Any other text format: --format with a pattern of nginx or Apache; any other JSON format: --json-keys.',
      '',
      'Cannot be replayed:',
      ...others,
      '',
    ].join('\n'),
  )
  return exitCodes.good
}

function plain(text: string): string {
  return text.replaceAll('`', '')
}
