import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatEntry } from '../testing/format-entry.ts'
import { generateTraffic } from '../testing/generate-traffic.ts'
import { readByRegex } from '../testing/read-by-regex.ts'
import { readLines } from '../testing/read-lines.ts'
import { chunkOf } from '../log-chunk.ts'
import { createLogRecord } from '../log-record.ts'
import type { LogFormat } from './line-reader.ts'
import type { LogPattern } from './log-pattern.ts'
import { createFastPath } from './fast-path.ts'
import { parseNginxPattern } from './parse-nginx-pattern.ts'
import { createPatternReader } from './pattern-reader.ts'
import { createTextReader } from './text-reader.ts'

const common = '$remote_addr $ident $remote_user [$time_local] "$request" $status $body_bytes_sent'
const patterns = [
  parseNginxPattern(common, true),
  parseNginxPattern(`${common} "$http_referer" "$http_user_agent"`, true),
]
const [commonPattern, combinedPattern] = patterns as [LogPattern, LogPattern]

function formatOf(open: LogFormat['open']): LogFormat {
  return { name: 'x', open, headers: undefined, hasUser: true }
}

const ordinaryLine =
  '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 5316 "https://a.example/" "Mozilla/5.0 (X11)"'

/** Usual lines with a few octets changed, removed or doubled, so that every position is irregular at some time. */
const nearlyUsual = fc
  .tuple(
    fc.constantFrom('0.0.0.0', '203.0.113.9', '255.255.255.255', '1.2.3.256', '01.2.3.4', '2001:db8::1', '1.2.3', '-'),
    fc.constantFrom('- -', '- anna', 'x -', '- a [b', '- ""'),
    fc.constantFrom(
      '18/Nov/2026:10:00:00 +0000',
      '18/Nov/2026:10:00:01 -0230',
      '30/Feb/2026:10:00:00 +0000',
      '2026-11-18T10:00:00Z',
    ),
    fc.constantFrom(
      'GET / HTTP/1.1',
      'POST /a HTTP/2.0',
      'PROPFIND / HTTP/1.0',
      'get / HTTP/1.1',
      'GET /a b HTTP/1.1',
      'GET /',
      'GET  HTTP/1.1',
      '-',
      '\\x16\\x03',
    ),
    fc.constantFrom('200', '401', '-', '2000'),
    fc.constantFrom('-', 'https://a.example/\\"', 'x" "y', ''),
    fc.constantFrom('Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0', '-', '', 'a\\x22b', 'caf\u00e9 \u00ff'),
  )
  .map(
    ([ip, user, time, request, status, referer, agent]) =>
      `${ip} ${user} [${time}] "${request}" ${status} 5 "${referer}" "${agent}"`,
  )
  .chain((line) =>
    fc
      .array(
        fc.tuple(
          fc.nat({ max: line.length }),
          fc.nat({ max: 2 }),
          fc.constantFrom('', '"', ' ', '\\', '-', '0', '[', '\t'),
        ),
        {
          maxLength: 2,
        },
      )
      .map((edits) => edits.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), line)),
  )

describe('createTextReader', () => {
  it('gives the same result as the general reader, whatever the lines', () => {
    for (const pattern of patterns) {
      const fast = formatOf((headers) => createTextReader(pattern, headers))
      const slow = formatOf((headers) => createPatternReader(pattern, headers))
      fc.assert(
        fc.property(fc.array(nearlyUsual, { minLength: 1, maxLength: 6 }), (lines) => {
          const text = lines.join('\n')
          expect(readLines(fast, text)).toEqual(readLines(slow, text))
        }),
        { numRuns: runs(700) },
      )
    }
  })

  it('gives the same result as regular expressions on usual traffic', () => {
    const lines = [...generateTraffic({ lines: 3_000 })].map((entry) => formatEntry(entry, 'combined'))
    const fast = formatOf((headers) => createTextReader(combinedPattern, headers))
    const slow = lines.map(readByRegex)
    expect(readLines(fast, lines.join('\n'))).toEqual(slow)
  })

  it('gives the same result as regular expressions on lines that they match', () => {
    const fast = formatOf((headers) => createTextReader(combinedPattern, headers))
    fc.assert(
      fc.property(nearlyUsual, (line) => {
        const slow = readByRegex(line)
        const [read] = readLines(fast, line)
        fc.pre(slow !== undefined && read?.kind === 'request')
        expect(read).toEqual(slow)
      }),
      { numRuns: runs(400) },
    )
  })
})

describe('createFastPath', () => {
  const none = new Set<string>()

  it('reads a usual line of both formats', () => {
    for (const pattern of patterns) {
      const reader = createFastPath(pattern, none)!
      const record = createLogRecord()
      reader.turnTo(chunkOf(ordinaryLine))
      expect(reader.read(0, ordinaryLine.length, record)).toBe(true)
      expect(record).toMatchObject({ method: 'GET', target: '/a?b=c', status: 200, user: undefined })
    }
  })

  it('reads nearly all lines of usual traffic', () => {
    const reader = createFastPath(combinedPattern, none)!
    const lines = [...generateTraffic({ lines: 3_000 })].map((entry) => formatEntry(entry, 'combined'))
    const count = lines.filter((line) => {
      reader.turnTo(chunkOf(line))
      return reader.read(0, line.length, createLogRecord())
    }).length
    expect(count).toBeGreaterThan(2_500)
  })

  it('never reads beyond the end of the line', () => {
    const reader = createFastPath(commonPattern, none)!
    const record = createLogRecord()
    reader.turnTo(chunkOf(ordinaryLine))
    const whole = ordinaryLine.indexOf(' 5316')
    for (let end = 0; end <= whole; end++) expect(reader.read(0, end, record), `up to ${end}`).toBe(false)
    expect(reader.read(0, whole + 1, record)).toBe(true)
  })

  it('does not handle other patterns or requested headers', () => {
    expect(createFastPath(combinedPattern, new Set(['referer']))).toBeUndefined()
    expect(createFastPath(parseNginxPattern(`$host ${common}`, true), none)).toBeUndefined()
    expect(createFastPath(parseNginxPattern(`x${common}`, true), none)).toBeUndefined()
    expect(createFastPath(parseNginxPattern(common.replace('$status', '$bytes'), true), none)).toBeUndefined()
  })
})
