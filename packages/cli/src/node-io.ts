import type { ProcessIo } from './io.ts'

/** Returns the environment of a process: its streams, clock and signals. */
export function nodeIo(process: NodeJS.Process): ProcessIo {
  const controller = new AbortController()
  let isListening = false
  // WHY: a listener runs in the next turn of the event loop, which never comes while a command computes synchronously. So there is no
  // listener until a command asks for the signal; until then an interruption ends the process at once.
  function listenForInterruption(): void {
    if (isListening) return
    isListening = true
    process.once('SIGINT', () => {
      controller.abort()
      // A second interruption ends a command that no longer looks at the signal.
      process.once('SIGINT', () => process.exit(130))
    })
  }
  let isReaderGone = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      process.stderr.write(`tidegate: cannot write to standard output (${error.code ?? error.message})\n`)
      process.exit(2)
    }
    // WHY: `tidegate … | head` closes the output early, which is not a failure. The command goes on silently, so that its exit code
    // reports what it found; commands that run for long end when the signal is aborted.
    isReaderGone = true
    controller.abort()
  })
  // WHY: a user who closes standard error wants no messages.
  process.stderr.on('error', () => {})
  const forbidden = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== ''
  const forced = process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0'
  const repository = process.env['GITHUB_WORKSPACE'] ?? process.env['CI_PROJECT_DIR']
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
      listenForInterruption()
      return controller.signal
    },
  }
}

/** Returns the width of a terminal. Terminals whose size was never set report 0 columns. */
function widthOf({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns === 0 ? 80 : columns
}
