import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { load, type LoadRequest } from './load.ts'
import { withFolder } from './with-folder.ts'

const runFile = promisify(execFile)

/** How many requests a server answered at full load. */
export interface Saturation {
  readonly requestsPerSecond: number
  readonly requests: number
}

/**
 * Sends requests to a server on loopback over fifty connections, repeatedly, as fast as it answers: with wrk if it is installed, which needs
 * much less CPU time than the server, else with autocannon, which needs more. Rejects if a request fails.
 */
export async function saturate(port: number, requests: readonly LoadRequest[], seconds: number): Promise<Saturation> {
  if (!(await hasWrk())) return load(port, requests, { seconds })
  return withFolder(async (folder) => {
    const list = join(folder, 'requests')
    const script = join(folder, 'requests.lua')
    await writeFile(list, requests.map((request) => requestText(port, request)).join('\0'))
    await writeFile(script, scriptFor(list))
    const options = ['-t', '1', '-c', '50', '-d', `${seconds}s`, '-s', script]
    const { stdout } = await runFile('wrk', [...options, `http://127.0.0.1:${port}`])
    const found = /^total (\d+) (\d+) (\d+)$/m.exec(stdout)
    if (found === null) throw new Error(`wrk ended without a summary: ${stdout}`)
    const [count, durationUs, failed] = found.slice(1).map(Number) as [number, number, number]
    if (failed > 0) throw new Error(`${failed} requests failed`)
    return { requestsPerSecond: (count * 1e6) / durationUs, requests: count }
  })
}

async function hasWrk(): Promise<boolean> {
  try {
    await runFile('wrk', ['-v'])
    return true
  } catch (error) {
    // wrk prints its version and exits with 1.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

function requestText(port: number, { path, headers }: LoadRequest): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${fields.join('')}\r\n`
}

function scriptFor(list: string): string {
  return `local file = io.open(${JSON.stringify(list)}, "rb")
local requests = {}
for text in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = text end
file:close()
local at = 0
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary)
  local e = summary.errors
  io.write(string.format("total %d %d %d\\n", summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout))
end
`
}
