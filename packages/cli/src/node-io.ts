import type { Io } from './io.ts'

/** The real world: this process's streams, clock and signals. */
export function nodeIo(process: NodeJS.Process): Io {
  const controller = new AbortController()
  process.once('SIGINT', () => {
    controller.abort()
    // A command that does not look at the signal ends at the second one.
    process.once('SIGINT', () => process.exit(130))
  })
  // WHY: `tidegate … | head` closes our output early; that is the reader's right and no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  const forbidden = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== ''
  const forced = process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0'
  const refused = process.argv.includes('--no-color')
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: !refused && !forbidden && (forced || process.stdout.isTTY === true),
    interactive: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? 80,
    cwd: process.cwd(),
    nowMs: Date.now,
    stdin: () => process.stdin,
    signal: controller.signal,
  }
}
