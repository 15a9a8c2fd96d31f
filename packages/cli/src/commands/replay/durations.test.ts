import { describe, expect, it } from 'vitest'
import { replayText } from '../../testing/replay-text.ts'

const policy = 'limit 2 at once per ip as "parallel"\n'
const second = 1_000
const startMs = Date.UTC(2026, 10, 18, 10)

/** Requests by when they begin and how long they take, in seconds. The third is one too many, and so is the fifth. */
const requests = [
  [0, 10],
  [1, 4],
  [2, 1],
  [5, 3],
  [6, 2],
  [11, 1],
] as const

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19)

function logOf(line: (startMs: number, endMs: number, seconds: number) => string, byEnd: boolean): string {
  const lines = requests.map(([at, lasts]) => {
    const began = startMs + at * second
    return { at: byEnd ? at + lasts : at, text: line(began, began + lasts * second, lasts) }
  })
  return lines
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => `${text}\n`)
    .join('')
}

const request = '"GET /a HTTP/1.1" 200 5'

describe('limits at once in a replay', () => {
  it.each<readonly [string, string, string]>([
    [
      'nginx, whose times are ends',
      '$remote_addr [$time_local] "$request" $status $body_bytes_sent $request_time',
      logOf((_, endMs, lasts) => `203.0.113.9 [18/Nov/2026:${clock(endMs)} +0000] ${request} ${lasts}.000`, true),
    ],
    [
      'Apache, whose times are beginnings',
      '%h %t "%r" %>s %b %D',
      logOf((began, _, lasts) => `203.0.113.9 [18/Nov/2026:${clock(began)} +0000] ${request} ${lasts * 1e6}`, false),
    ],
    [
      'Apache in whole seconds',
      '%h %t "%r" %>s %b %T',
      logOf((began, _, lasts) => `203.0.113.9 [18/Nov/2026:${clock(began)} +0000] ${request} ${lasts}`, false),
    ],
    [
      'Caddy',
      'json',
      logOf(
        (_, endMs, lasts) =>
          `{"level":"info","ts":${endMs / 1000},"logger":"http.log.access","request":{"remote_ip":"203.0.113.9","method":"GET","host":"a","uri":"/a"},"duration":${lasts},"status":200}`,
        true,
      ),
    ],
    [
      'Traefik',
      'json',
      logOf(
        (began, endMs, lasts) =>
          `{"ClientHost":"203.0.113.9","Duration":${lasts * 1e9},"RequestMethod":"GET","RequestPath":"/a","DownstreamStatus":200,"StartUTC":"${new Date(began).toISOString()}","time":"${new Date(endMs).toISOString()}"}`,
        false,
      ),
    ],
    [
      'HAProxy',
      'haproxy',
      logOf(
        (began, _, lasts) =>
          `203.0.113.9:33317 [18/Nov/2026:${clock(began)}.000] www be/srv 0/0/1/2/${lasts * 1000} 200 212 - - ---- 1/1/0/1/0 0/0 "GET /a HTTP/1.1"`,
        false,
      ),
    ],
    [
      'Squid',
      'squid',
      logOf(
        (_, endMs, lasts) => `${endMs / 1000}.000 ${lasts * 1000} 203.0.113.9 TCP_MISS/200 5 GET http://a/a - DIRECT/-`,
        true,
      ),
    ],
  ])('are judged from the beginning of each request: %s', async (_, format, log) => {
    const report = await replayText({ policy, logs: { log }, format, reorderWindowMs: 60_000 })
    expect(report.outcomes).toMatchObject({ pass: 4, limit: 2 })
    expect(report.notes).toContain('limits `at once` use the durations in the log, from the beginning of each request')
  })

  it('are not judged, and the report says so, if the log has no durations', async () => {
    const log = logOf((began) => `203.0.113.9 - - [18/Nov/2026:${clock(began)} +0000] ${request} "-" "-"`, false)
    const report = await replayText({ policy, logs: { log }, format: 'combined' })
    expect(report.outcomes).toMatchObject({ pass: 6, limit: 0 })
    expect(report.notes.join('\n')).toContain('limits `at once` cannot be judged')
  })

  it('take a field of another program for no duration', async () => {
    const log = logOf(
      (began, _, lasts) =>
        `{"start_time":"${new Date(began).toISOString()}","method":"GET","path":"/a","client_ip":"203.0.113.9","response_code":200,"duration":${lasts * 1000}}`,
      false,
    )
    const report = await replayText({ policy, logs: { log }, format: 'json' })
    expect(report.notes.join('\n')).toContain('limits `at once` cannot be judged')
  })

  it('leave the times of requests as they are logged for policies without such limits', async () => {
    const log = logOf(
      (_, endMs, lasts) => `203.0.113.9 [18/Nov/2026:${clock(endMs)} +0000] ${request} ${lasts}.000`,
      true,
    )
    const format = '$remote_addr [$time_local] "$request" $status $body_bytes_sent $request_time'
    const report = await replayText({ policy: 'limit 9 per minute per ip\n', logs: { log }, format })
    expect(report.warnings).toEqual([])
    expect(report.notes.join('\n')).not.toContain('at once')
  })
})
