import { describe, expect, it } from 'vitest'
import { readLines } from '../testing/read-lines.ts'
import { knownFormat } from './known-formats.ts'

const w3c = knownFormat('w3c')
const timeMs = Date.UTC(2026, 10, 18, 10)

describe('createW3cReader', () => {
  it('reads what IIS writes', () => {
    const text = [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status time-taken',
      '2026-11-18 10:00:00 10.0.0.1 GET /a b=c+d 443 EXAMPLE\\ada 203.0.113.9 Mozilla/5.0+(X11) https://a/+b 200 12',
      '2026-11-18 10:00:00 10.0.0.1 GET /a - 443 - 203.0.113.9 - - 404 12',
    ].join('\n')
    expect(readLines(w3c, text, ['referer'])).toEqual([
      { kind: 'blank' },
      { kind: 'blank' },
      {
        kind: 'request',
        ip: '203.0.113.9',
        request: {
          timeMs,
          user: 'EXAMPLE\\ada',
          method: 'GET',
          target: '/a?b=c+d',
          status: 200,
          host: undefined,
          agent: 'Mozilla/5.0 (X11)',
          headers: ['referer', 'https://a/ b'],
        },
      },
      {
        kind: 'request',
        ip: '203.0.113.9',
        request: {
          timeMs,
          user: undefined,
          method: 'GET',
          target: '/a',
          status: 404,
          host: undefined,
          agent: undefined,
          headers: [],
        },
      },
    ])
  })

  it('reads what CloudFront writes', () => {
    const text = [
      '#Version: 1.0',
      '#Fields: date\ttime\tx-edge-location\tc-ip\tcs-method\tcs(Host)\tcs-uri-stem\tsc-status\tcs(User-Agent)\tx-host-header',
      '2026-11-18\t10:00:00\tFRA2\t203.0.113.9\tGET\td1.cloudfront.net\t/a\t200\tMozilla/5.0%20(X11)\twww.example.com',
    ].join('\n')
    expect(readLines(w3c, text)[2]).toMatchObject({
      request: { agent: 'Mozilla/5.0 (X11)', host: 'www.example.com', target: '/a' },
    })
  })

  it('follows `#Fields` when it changes', () => {
    const text =
      '#Fields: c-ip cs-method cs-uri date time\n203.0.113.9 GET /a 2026-11-18 10:00:00\n#Fields: time date cs-uri cs-method c-ip\n10:00:01 2026-11-18 /b PUT 203.0.113.8'
    expect(readLines(w3c, text)).toMatchObject([
      { kind: 'blank' },
      { request: { target: '/a', timeMs } },
      { kind: 'blank' },
      { ip: '203.0.113.8', request: { target: '/b', timeMs: timeMs + 1_000 } },
    ])
  })

  it('reads quoted strings', () => {
    const text =
      '#Fields: date time c-ip cs-method cs-uri cs(User-Agent) sc-status\n2026-11-18 10:00:00 203.0.113.9 GET /a "say ""hi"" there" 200'
    expect(readLines(w3c, text)[1]).toMatchObject({ request: { agent: 'say "hi" there', status: 200 } })
  })

  it('reports what is wrong', () => {
    const text =
      '2026-11-18 10:00:00\n#Fields: date time c-ip cs-method cs-uri\n2026-11-18 10:00:00 203.0.113.9\n2026-11-18 noon 203.0.113.9 GET /\n2026-11-18 10:00:00 - GET /\n\n'
    expect(readLines(w3c, text)).toEqual([
      { kind: 'fault', fault: 'no `#Fields` line before this line' },
      { kind: 'blank' },
      { kind: 'fault', fault: 'fewer fields than `#Fields` lists' },
      { kind: 'fault', fault: 'no timestamp in a known format' },
      { kind: 'fault', fault: 'the client is not an IP address' },
      { kind: 'blank' },
    ])
  })
})
