import { runs, sizeUpTo } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCatalogue } from '../formats/format-catalogue.ts'
import { formatNames, knownFormat } from '../formats/known-formats.ts'
import { chunkOf } from '../log-chunk.ts'
import { jsonSamples } from '../testing/json-samples.ts'
import { fieldsOfLine, writeLine } from '../testing/line-template.ts'
import type { LogEntry } from '../testing/log-entry.ts'
import { readLines } from '../testing/read-lines.ts'
import { textSamples } from '../testing/text-samples.ts'
import { wrapLine } from '../testing/wrap-line.ts'
import { detectWrappedFormat, wrappers } from './detect-wrapped-format.ts'
import { jsonOctets } from './json-octets.ts'
import { wrappedFormat } from './wrapped-format.ts'

const candidates = formatNames.map((name) => knownFormat(name))
const samples = { ...textSamples, ...jsonSamples }

function formatOf(log: string): ReturnType<typeof knownFormat> {
  const found = detectWrappedFormat(chunkOf(log), candidates)
  if (found.kind !== 'format') throw new Error(`${found.kind}: ${log}`)
  return found.format
}

function wrapped(log: string, wrap: string): string {
  return log.replaceAll(/(.+)\n/g, (_, line: string) => `${wrapLine[wrap]!(line)}\n`)
}

/** Text as a log contains it: one character per octet. */
function octetsOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

const words = fc.stringMatching(/^[\w .:;()<>&é"\\-]{1,20}$/).map((text) => `x${text.trim()}`)

const entries: fc.Arbitrary<readonly LogEntry[]> = fc.array(
  fc.record({
    timeMs: fc.integer({ min: Date.UTC(2019, 0), max: Date.UTC(2027, 0) }),
    ip: fc.constantFrom('203.0.113.9', '2001:db8::7', '198.51.100.7'),
    user: fc.constantFrom('ada', 'b.c'),
    method: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS'),
    target: fc.constantFrom('/', '/a?b=c', '/a/b.css', '/x?y=1&z=2', '/~u/%C3%A9'),
    status: fc.constantFrom(200, 206, 304, 401, 404, 500, 503),
    bytes: fc.constant(512),
    host: fc.constantFrom('www.example.com', 'shop.example'),
    agent: fc.oneof(fc.constant('Mozilla/5.0 (X11; Linux x86_64)'), words),
    referer: fc.constant('https://example.com/a b'),
  }),
  { minLength: 1, maxLength: 4 },
)

describe('a wrapped log', () => {
  const combined: LogEntry = {
    timeMs: Date.UTC(2026, 10, 18, 10),
    ip: '203.0.113.9',
    method: 'GET',
    target: '/a?b=c',
    status: 200,
    bytes: 512,
    host: 'a.example',
    agent: 'Fé "<&>" \\',
  }

  it.each(Object.keys(wrapLine))('is detected and read: %s', (wrap) => {
    const sample = samples['nginx `combined`']!
    const log = wrapped(`${writeLine(sample, combined)}\n`.repeat(3), wrap)
    const format = formatOf(log)
    expect(format.name.toLowerCase()).toBe(`combined in ${wrap.replace(/,.*/, '').toLowerCase()}`)
    const [line] = readLines(format, log)
    expect(line).toMatchObject({ ...fieldsOfLine(sample, { ...combined, agent: octetsOf(combined.agent!) }) })
  })

  it('says what the lines of every format say that is written and wrapped', () => {
    const titles = fc.constantFrom(...Object.keys(samples))
    fc.assert(
      fc.property(titles, fc.constantFrom(...Object.keys(wrapLine)), entries, (title, wrap, written) => {
        const sample = samples[title]!
        const { format: name } = formatCatalogue.find((each) => each.title === title)!
        const log = octetsOf(`${sample.head ?? ''}${written.map((entry) => `${writeLine(sample, entry)}\n`).join('')}`)
        const expected = written.map((entry) =>
          fieldsOfLine(sample, { ...entry, agent: octetsOf(entry.agent!), user: entry.user! }),
        )
        const [plain, inside] = [log, wrapped(log, wrap)].map((text) =>
          readLines(text === log ? knownFormat(name) : formatOf(text), text).filter(({ kind }) => kind !== 'blank'),
        )
        expect(plain).toMatchObject(expected)
        expect(inside).toEqual(plain)
      }),
      { numRuns: runs(40, 1 / 2) },
    )
  })

  it('may be wrapped several times', () => {
    const line = writeLine(samples['nginx `combined`']!, combined)
    const log = `${wrapLine['compose']!(wrapLine['timestamps']!(line))}\n`
    expect(formatOf(log).name).toBe('combined in timestamps in compose')
    expect(formatOf(`${wrapLine['cri']!(wrapLine['JSON']!(line))}\n`).name).toBe('combined in JSON in cri')
  })

  it('takes the time from the wrapping if the lines have none', () => {
    const timeMs = Date.UTC(2026, 10, 18, 10, 0, 3, 123)
    const access = 'INFO:     203.0.113.9:50123 - "GET /a?b=c HTTP/1.1" 200 OK'
    const router =
      'at=info method=GET path="/a?b=c" host=a.example request_id=8601b555 fwd="192.0.2.7, 203.0.113.9" dyno=web.1 connect=1ms service=18ms status=200 bytes=13 protocol=https'
    for (const [name, line] of [
      ['uvicorn', access],
      ['logfmt', router],
    ] as const) {
      for (const wrap of ['Docker', 'cri', 'timestamps', 'journald', 'syslog, Heroku', 'syslog, RFC 5424', 'JSON']) {
        const log = `${wrapLine[wrap]!(line)}\n`.repeat(3)
        const format = formatOf(log)
        expect(format.name).toContain(name)
        expect(readLines(format, log)[0]).toMatchObject({
          ip: '203.0.113.9',
          request: { timeMs, method: 'GET', target: '/a?b=c', status: 200 },
        })
      }
      expect(detectWrappedFormat(chunkOf(`${line}\n`), candidates)).toMatchObject({ kind: 'unknown' })
    }
  })

  it('reports lines that are wrapped in another way', () => {
    const line = writeLine(samples['nginx `combined`']!, combined)
    const log = `${`${wrapLine['cri']!(line)}\n`.repeat(3)}${line}\n${wrapLine['compose']!(line)}\n`
    expect(readLines(formatOf(log), log).map(({ kind }) => kind)).toEqual([
      'request',
      'request',
      'request',
      'fault',
      'fault',
    ])
  })

  it('joins the pieces of long lines, for each stream', () => {
    const long = writeLine(samples['nginx `combined`']!, { ...combined, target: `/${'x'.repeat(20_000)}` })
    const cri = (stream: string, piece: string, mark: string): string =>
      `2026-11-18T10:00:03Z ${stream} ${mark} ${piece}\n`
    const error = '[error] not a request'
    const log =
      cri('stdout', long.slice(0, 100), 'P') +
      cri('stderr', error.slice(0, 5), 'P') +
      cri('stdout', long.slice(100), 'F') +
      cri('stderr', error.slice(5), 'F') +
      cri('stdout', long, 'F')
    const read = readLines(formatOf(log), log)
    expect(read.map(({ kind }) => kind)).toEqual(['blank', 'blank', 'request', 'fault', 'request'])
    expect(read[2]).toEqual(read[4])
    const piece = (text: string): string =>
      `${JSON.stringify({ log: text, stream: 'stdout', time: '2026-11-18T10:00:03Z' })}\n`
    const docker = `${piece(long.slice(0, 16_384))}${piece(`${long.slice(16_384)}\n`)}`
    expect(readLines(formatOf(docker), docker).map(({ kind }) => kind)).toEqual(['blank', 'request'])
  })

  it('is never read with an exception, and takes nothing from other lines, whatever the bytes', () => {
    const token = fc.constantFrom(
      '2026-11-18T10:00:03Z ',
      'stdout P ',
      'stdout F ',
      '<190>1 ',
      'Nov 18 10:00:03 ',
      'web1 ',
      'nginx: ',
      'web-1  | ',
      '{"log":"',
      '{"MESSAGE":[',
      '49,',
      ']}',
      '\\n"',
      '\\u00',
      '"}',
      ',"stream":"stdout"}',
      '\u001b[36m',
      '[',
      ' - ',
      '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5',
    )
    const bytes = fc.uint8Array({ maxLength: 20 }).map((octets) => String.fromCharCode(...octets).replaceAll('\n', ''))
    const line = fc.array(fc.oneof(token, bytes), { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), fc.constantFrom(...wrappers), (lines, wrapper) => {
        const format = wrappedFormat(wrapper, knownFormat('common'))
        expect(readLines(format, lines.map((each) => `${each}\n`).join(''))).toHaveLength(lines.length)
        if (!lines.some((each) => each.includes('stdout P')))
          expect(readLines(format, `${lines.join('\n')}\n`)).toEqual(
            lines.length === 0 ? [{ kind: 'blank' }] : lines.flatMap((each) => readLines(format, `${each}\n`)),
          )
      }),
      { numRuns: runs(500, 1 / 2) },
    )
  })

  it.each(wrappers)('takes time that grows with the length of hostile lines: $name', (wrapper) => {
    const format = wrappedFormat(wrapper, knownFormat('common'))
    const length = sizeUpTo(200_000)
    for (const unit of [
      'a',
      ':',
      '1:',
      'a:b:',
      '[x]',
      '{"log":"',
      '\\',
      '<1>1 ',
      'x ',
      '[a="b"]',
      '\u001b[1m',
      '.',
      '"',
    ])
      for (const head of ['', '<190>1 - a b c d [', 'Nov 18 10:00:03 ', '2026-11-18T10:00:03Z '])
        expect(readLines(format, `${head}${unit.repeat(length / unit.length)}\n`)).toHaveLength(1)
  })

  it('decodes JSON strings to octets', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10_ffff })), fc.boolean(), (points, isAscii) => {
        const text = String.fromCodePoint(...points.map((point) => (point >= 0xd800 && point < 0xe000 ? 92 : point)))
        const written = JSON.stringify(text).slice(1, -1)
        const escaped = isAscii
          ? written.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : written
        expect(jsonOctets(octetsOf(escaped))).toBe(octetsOf(text))
      }),
    )
    for (const wrong of ['\\', '\\x', '\\u12', '\\ud83', 'a\\q']) expect(jsonOctets(wrong)).toBeUndefined()
  })
})
