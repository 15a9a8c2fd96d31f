import type { Io } from './io.ts'

/** The real world: this process's streams, clock and signals. */
export function nodeIo(process: NodeJS.Process): Io {
  const controller = new AbortController()
  let isHeard = false
  // WHY: while somebody listens, an interruption waits for the next turn of the event loop, which a command that works at one stretch does
  // not take. So nobody listens until a command asks; before, the process ends at once.
  function hear(): void {
    if (isHeard) return
    isHeard = true
    process.once('SIGINT', () => {
      controller.abort()
      // A command that does not look at the signal any more ends at the second one.
      process.once('SIGINT', () => process.exit(130))
    })
  }
  let isReaderGone = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      process.stderr.write(`tidegate: standard output cannot be written (${error.code ?? error.message})\n`)
      process.exit(2)
    }
    // WHY: `tidegate … | head` closes our output early; that is the reader's right and no failure. The command goes on in silence, so that
    // its exit code tells what it found, unless it would go on for long.
    isReaderGone = true
    controller.abort()
  })
  // WHY: whoever closes standard error wants no messages.
  process.stderr.on('error', () => {})
  const forbidden = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== ''
  const forced = process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0'
  const repository = process.env['GITHUB_WORKSPACE']
  const isDumb = process.env['TERM'] === 'dumb'
  const refused = process.argv.includes('--no-color')
  return {
    out: (text) => {
      if (!isReaderGone) process.stdout.write(text)
    },
    err: (text) => void process.stderr.write(text),
    color: !refused && !forbidden && (forced || (process.stdout.isTTY === true && !isDumb)),
    interactive: process.stderr.isTTY === true,
    columns: widthOf(process.stdout),
    cwd: process.cwd(),
    ...(repository !== undefined && repository !== '' && { repository }),
    nowMs: Date.now,
    stdin: () => process.stdin,
    get signal() {
      hear()
      return controller.signal
    },
  }
}

/** Terminals of which nobody has told the size say 0. */
function widthOf({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns === 0 ? 80 : columns
}
