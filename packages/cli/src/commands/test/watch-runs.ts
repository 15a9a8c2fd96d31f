import { stat } from 'node:fs/promises'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { errorLines } from '../../output/error-lines.ts'

const pauseMs = 250

/**
 * Runs tests each time after a file that the last run read has changed, until the user interrupts; then returns the exit code of the last
 * run. If a run fails with an error, the error is shown, and the tests run again after the next change.
 *
 * WHY: polls the files four times a second instead of watching for events: there are few files, and editors replace them in many ways.
 */
export async function watchRuns(
  runOnce: (onRead: (path: string) => void) => Promise<ExitCode>,
  io: Io,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.good
  while (!io.signal.aborted) {
    const read = new Set<string>()
    code = await attempt(() => runOnce((path) => void read.add(path)), io)
    io.out('\nwaiting for changes; press Ctrl-C to stop\n\n')
    const before = await stampsOf(read)
    do await sleep(io.signal)
    while (!io.signal.aborted && (await stampsOf(read)) === before)
  }
  return code
}

async function attempt(runOnce: () => Promise<ExitCode>, io: Io): Promise<ExitCode> {
  try {
    return await runOnce()
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    io.err(errorLines(error))
    return exitCodes.couldNotRun
  }
}

async function stampsOf(paths: ReadonlySet<string>): Promise<string> {
  const stamps = await Promise.all(
    [...paths].toSorted().map((path) =>
      stat(path).then(
        ({ mtimeMs, size, ino }) => `${path} ${mtimeMs} ${size} ${ino}`,
        () => `${path} none`,
      ),
    ),
  )
  return stamps.join('\n')
}

function sleep(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(finish, pauseMs)
    signal.addEventListener('abort', finish, { once: true })
    function finish(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      done()
    }
  })
}
