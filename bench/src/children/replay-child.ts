import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { run } from '@tidegate/cli'
import { serveCalls } from '../harness/serve-calls.ts'

/** How long a log took, and the peak memory of the process. */
export interface Replayed {
  readonly seconds: number
  readonly processorSeconds: number
  readonly megabytes: number
}

const combined = /^(\S+) \S+ (\S+) \[([^\]]+)\] "(\S+) (\S+)[^"]*" (\d+) (\S+) "([^"]*)" "([^"]*)"/

serveCalls({
  /** Runs `tidegate replay` on a log, after replaying a single line to load the program from its sources. */
  async replay(policy: string, log: string): Promise<Replayed> {
    await replayOf(policy, '-')
    return measure(() => replayOf(policy, log))
  },
  /** Reads the log with readline and parses each line with one regular expression, without decisions. */
  readline: (log: string): Promise<Replayed> =>
    measure(async () => {
      let bytes = 0
      const lines = createInterface({ input: createReadStream(log) })
      lines.on('line', (line) => {
        const fields = combined.exec(line)
        bytes += Number(fields?.[7] ?? 0)
      })
      await new Promise((resolve) => lines.once('close', resolve))
      if (bytes === 0) throw new Error('nothing was read')
    }),
})

async function replayOf(policy: string, log: string): Promise<void> {
  const errors: string[] = []
  const code = await run(['replay', policy, log, '--json'], {
    out: () => {},
    err: (text) => void errors.push(text),
    color: false,
    interactive: false,
    columns: 80,
    cwd: process.cwd(),
    nowMs: Date.now,
    stdin: async function* () {
      yield Buffer.from('192.0.2.1 - - [17/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n')
    },
    signal: new AbortController().signal,
  })
  if (code === 2) throw new Error(errors.join(''))
}

async function measure(work: () => Promise<void>): Promise<Replayed> {
  const processor = process.cpuUsage()
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(processor)
  return { seconds, processorSeconds: (user + system) / 1e6, megabytes: maxKilobytes() / 1_024 }
}

/** The peak memory. WHY: on Linux, `maxRSS` starts with the memory of the parent process. */
function maxKilobytes(): number {
  const own = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'latin1') : ''
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(own)?.[1] ?? process.resourceUsage().maxRSS)
}
