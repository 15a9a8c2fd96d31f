import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LoadRequest } from './load.ts'
import { requestText } from './request-text.ts'
import { withFolder } from './with-folder.ts'

const runFile = promisify(execFile)

/** What wrk measured. Latencies are in milliseconds. */
export interface WrkRun {
  readonly requestsPerSecond: number
  readonly requests: number
  readonly p50: number
  readonly p99: number
}

/** How wrk sends requests. */
export interface WrkOptions {
  readonly seconds: number
  /** A header field with a different value in each request. */
  readonly idField?: string
}

/** Whether wrk is installed. */
export async function hasWrk(): Promise<boolean> {
  try {
    await runFile('wrk', ['-v'])
    return true
  } catch (error) {
    // wrk prints its version and exits with 1.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/**
 * Sends requests to a server on loopback over fifty connections, repeatedly, with wrk, which needs much less CPU time than the server. Rejects if a
 * request fails.
 */
export function runWrk(port: number, requests: readonly LoadRequest[], options: WrkOptions): Promise<WrkRun> {
  return withFolder(async (folder) => {
    const list = join(folder, 'requests')
    const script = join(folder, 'requests.lua')
    await writeFile(list, requests.map((request) => requestText(port, request)).join('\0'))
    await writeFile(script, scriptFor(list, options))
    const args = ['-t', '1', '-c', '50', '-d', `${options.seconds}s`, '-s', script]
    const { stdout } = await runFile('wrk', [...args, `http://127.0.0.1:${port}`])
    const found = /^total (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(stdout)
    if (found === null) throw new Error(`wrk ended without a summary: ${stdout}`)
    const [count, durationUs, failed, p50, p99] = found.slice(1).map(Number) as [number, number, number, number, number]
    if (failed > 0) throw new Error(`${failed} requests failed`)
    return { requestsPerSecond: (count * 1e6) / durationUs, requests: count, p50: p50 / 1e3, p99: p99 / 1e3 }
  })
}

function scriptFor(list: string, { idField }: WrkOptions): string {
  const end = idField === undefined ? `"\\r\\n"` : `string.format("${idField}: %032d\\r\\n\\r\\n", sent)`
  return `local file = io.open(${JSON.stringify(list)}, "rb")
local requests = {}
for text in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = text end
file:close()
local sent = 0
function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1] .. ${end}
end
function done(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.timeout
  io.write(string.format("total %d %d %d %d %d\\n",
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
`
}
