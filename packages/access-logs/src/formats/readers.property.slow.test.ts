import { runs } from '@tidegate/test-support'
import { parseIp, formatIp } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatEntry, headOf, type WrittenFormat } from '../testing/format-entry.ts'
import { generateTraffic } from '../testing/generate-traffic.ts'
import type { LogEntry } from '../testing/log-entry.ts'
import { readLines } from '../testing/read-lines.ts'
import { type FormatName, formatNames, knownFormat } from './known-formats.ts'
import { parsePattern } from './parse-pattern.ts'

const written: readonly (readonly [WrittenFormat, FormatName])[] = [
  ['combined', 'combined'],
  ['common', 'common'],
  ['vhost', 'combined-vhost'],
  ['json', 'json'],
  ['w3c', 'w3c'],
]

/** What a format can say about an entry. IIS writes `+` for both a space and `+`. */
function expectedOf(entry: LogEntry, format: WrittenFormat): object {
  const lossy = (text: string | undefined): string | undefined => (format === 'w3c' ? text?.replaceAll('+', ' ') : text)
  const hasAgent = format !== 'common'
  return {
    kind: 'request',
    ip: formatIp(parseIp(entry.ip)!),
    request: {
      timeMs: format === 'json' ? entry.timeMs : Math.floor(entry.timeMs / 1_000) * 1_000,
      user: entry.status === 401 ? undefined : entry.user,
      method: entry.method,
      target: entry.target,
      status: entry.status,
      host:
        format === 'combined' || format === 'common'
          ? undefined
          : format === 'vhost'
            ? `${entry.host}:443`
            : entry.host,
      agent: hasAgent ? lossy(entry.agent) : undefined,
      headers: hasAgent && entry.referer !== undefined ? ['referer', entry.referer] : [],
    },
  }
}

const formats = [
  ...formatNames.map((name) => knownFormat(name)),
  parsePattern('$remote_addr|$msec|$request|$status'),
  parsePattern('%v %h "%r" %t %u'),
]

describe('line readers', () => {
  it.each(written)('read back entries written as %s', (format, name) => {
    const entries = [...generateTraffic({ lines: 3_000 })]
    const text = headOf(format) + entries.map((entry) => `${formatEntry(entry, format)}\n`).join('')
    const read = readLines(knownFormat(name), text, ['referer']).filter(({ kind }) => kind !== 'blank')
    expect(read).toEqual(entries.map((entry) => expectedOf(entry, format)))
  })

  it('read back user agents and users of any octets', () => {
    const octets = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => String.fromCharCode(...bytes))
    const printable = octets.filter((text) => text !== '-' && text !== '""')
    fc.assert(
      fc.property(printable, printable, (agent, user) => {
        const entry: LogEntry = {
          timeMs: Date.UTC(2026, 10, 18),
          ip: '203.0.113.9',
          method: 'GET',
          target: '/',
          status: 200,
          bytes: 1,
          host: 'a',
          agent,
          user,
        }
        const escape = (text: string): string =>
          text.replaceAll(/[^ !#-[\]-~]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16).padStart(2, '0')}`)
        const line = `203.0.113.9 - ${escape(user)} [18/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "${escape(agent)}"`
        expect(readLines(knownFormat('combined'), line)).toMatchObject([{ request: { agent, user } }])
        expect(
          readLines(
            knownFormat('json'),
            JSON.stringify({ ...JSON.parse(formatEntry(entry, 'json')), http_user_agent: agent }),
          ),
        ).toMatchObject([{ request: { agent } }])
      }),
    )
  })

  it('never throw, read every line once, and take nothing from other lines, whatever the bytes', () => {
    const token = fc.constantFrom(
      '203.0.113.9 - - ',
      '[18/Nov/2026:10:00:00 +0000] ',
      '"GET / HTTP/1.1" 200 5',
      ' "-" "curl"',
      '"',
      '\\',
      '\\"',
      '{"ts":1794996000,',
      '"client_ip":"::1"',
      '}',
      '#Fields: date time c-ip cs-method cs-uri',
      '2026-11-18 10:00:00',
      '\t',
      ' ',
    )
    const bytes = fc.uint8Array({ maxLength: 20 }).map((octets) => String.fromCharCode(...octets).replaceAll('\n', ''))
    const line = fc.array(fc.oneof(token, bytes), { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(line, line, fc.constantFrom(...formats), (first, second, format) => {
        const both = readLines(format, `${first}\n${second}\n`)
        // A line of these may name the columns of the next.
        if (['w3c', 'iis', 'cloudfront-real-time'].includes(format.name)) expect(both).toHaveLength(2)
        else expect(both).toEqual([first, second].flatMap((text) => readLines(format, `${text}\n`)))
      }),
      { numRuns: runs(600) },
    )
  })
})
