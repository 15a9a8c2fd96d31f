import { describe, expect, it } from 'vitest'
import { chunkOf } from '../log-chunk.ts'
import { jsonSamples } from '../testing/json-samples.ts'
import { fieldsOfLine, type LineTemplate, writeLine } from '../testing/line-template.ts'
import type { LogEntry } from '../testing/log-entry.ts'
import { readLines } from '../testing/read-lines.ts'
import { textSamples } from '../testing/text-samples.ts'
import { detectFormat } from './detect-format.ts'
import { formatCatalogue } from './format-catalogue.ts'
import { formatNames, knownFormat } from './known-formats.ts'
import { unusableFormatOf, unusableFormats } from './unusable-formats.ts'

const candidates = formatNames.map((name) => knownFormat(name))
const samples: Readonly<Record<string, LineTemplate>> = { ...textSamples, ...jsonSamples }
const elsewhere = ['Heroku router', 'uvicorn']

const startMs = Date.UTC(2026, 10, 18, 10)
const entry = { timeMs: startMs, bytes: 512, host: 'www.example.com', referer: 'https://example.com/' }
const three: readonly LogEntry[] = [
  {
    ...entry,
    ip: '203.0.113.9',
    method: 'GET',
    target: '/a?b=c',
    status: 200,
    agent: 'Mozilla/5.0 (X11; Linux x86_64)',
  },
  {
    ...entry,
    timeMs: startMs + 1_500,
    ip: '2001:db8::7',
    method: 'POST',
    target: '/login',
    status: 401,
    agent: 'curl/8.5.0',
  },
  { ...entry, timeMs: startMs + 2_000, ip: '198.51.100.7', method: 'HEAD', target: '/missing', status: 404 },
]

describe('the catalogue of formats', () => {
  it('names at least fifty', () => {
    expect(new Set(formatCatalogue.map(({ title }) => title)).size).toBeGreaterThan(60)
    expect(formatCatalogue.map(({ title }) => title).filter((title) => !Object.hasOwn(samples, title))).toEqual(
      elsewhere,
    )
    expect(Object.keys(samples).filter((title) => !formatCatalogue.some((each) => each.title === title))).toEqual([])
    expect(new Set(formatCatalogue.map(({ format }) => format))).toEqual(new Set(formatNames))
  })

  it.each(formatCatalogue.filter(({ title }) => !elsewhere.includes(title)))('has $title', ({ title, format }) => {
    const sample = samples[title]!
    const log = `${sample.head ?? ''}${three.map((each) => `${writeLine(sample, each)}\n`).join('')}`
    const found = detectFormat(chunkOf(log), candidates)
    expect(found).toMatchObject({ kind: 'format', format: { name: format } })
    const lines = readLines(knownFormat(format), log, ['x-forwarded-for']).filter(({ kind }) => kind !== 'blank')
    expect(lines).toMatchObject(three.map((each) => fieldsOfLine(sample, each)))
    if (sample.line.includes('{forwarded}')) {
      const headers = ['x-forwarded-for', '192.0.2.7, 10.0.0.2']
      expect(lines).toMatchObject(three.map(() => ({ request: { headers } })))
    }
    if (sample.line.includes('{host}') && sample.isAbsolute !== true) {
      const hosts = lines.map((line) => (line.kind === 'request' ? line.request.host?.replace(/:\d+$/, '') : line))
      expect(hosts).toEqual(three.map(({ host }) => host))
    }
  })

  it.each([
    [
      'AWS Network Load Balancer',
      'tls 2.0 2026-11-18T10:00:00 net/my-lb/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - arn:x - ECDHE-RSA-AES128-SHA tlsv12 - my-lb.elb.amazonaws.com - - -',
    ],
    [
      'HAProxy with `option tcplog`',
      'Feb  6 12:12:56 localhost haproxy[14387]: 10.0.1.2:33313 [06/Feb/2026:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0',
    ],
    ['morgan `dev` and `tiny`', 'GET /a?b=c 200 12 - 1.204 ms'],
    ['morgan `dev` and `tiny`', '\u001b[0mGET / \u001b[32m200\u001b[0m 1.204 ms - 12\u001b[0m'],
    ['morgan `short`', '203.0.113.9 - GET / HTTP/1.1 200 12 - 1.204 ms'],
    ['Django’s `runserver`', '[18/Nov/2026 10:00:00] "GET / HTTP/1.1" 200 12'],
    [
      'lograge',
      'method=GET path=/jobs/8.json format=json controller=JobsController action=show status=200 duration=58.33 view=40.43 db=15.26',
    ],
  ])('says that %s cannot be replayed', (title, line) => {
    expect(detectFormat(chunkOf(line), candidates).kind).toBe('unknown')
    expect(unusableFormatOf(line)?.title).toBe(title)
    expect(unusableFormats.map((each) => each.title)).toContain(title)
  })
})
