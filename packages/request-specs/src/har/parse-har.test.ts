import { describe, expect, it } from 'vitest'
import { type HarFile, parseHar } from './parse-har.ts'

function harOf(urls: readonly string[]): HarFile {
  const entries = urls.map((url, second) => ({
    startedDateTime: `2026-11-18T12:00:0${second}.000+02:00`,
    request: { method: 'GET', url, headers: [{ name: ':authority', value: 'a' }] },
  }))
  return parseHar(`\ufeff${JSON.stringify({ log: { version: '1.2', entries } })}`)
}

describe('a HAR file', () => {
  it('contains requests of browsers, including web sockets', () => {
    expect(harOf(['https://a.example/x?y#z', 'wss://a.example:8443/ws'])).toEqual({
      kind: 'entries',
      skipped: 0,
      entries: [
        { request: { method: 'GET', path: '/x?y', host: 'a.example', headers: {} }, atMs: Date.UTC(2026, 10, 18, 10) },
        {
          request: { method: 'GET', path: '/ws', host: 'a.example:8443', headers: {} },
          atMs: Date.UTC(2026, 10, 18, 10, 0, 1),
        },
      ],
    })
  })

  it('is read without entries that are not requests to a server', () => {
    const urls = [
      'data:image/png;base64,iVBORw0KGgo=',
      'blob:https://a.example/1',
      'chrome-extension://abc/x.js',
      'about:blank',
    ]
    const har = harOf([...urls, 'https://a.example/'])
    expect(har).toMatchObject({ kind: 'entries', skipped: 4, entries: [{ request: { path: '/' } }] })
  })

  it('may contain fields with any name', () => {
    const headers = ['constructor', '__proto__', 'X-A', 'X-A'].map((name, at) => ({ name, value: String(at) }))
    const har = parseHar(
      JSON.stringify({ log: { entries: [{ request: { method: 'GET', url: 'http://a/', headers } }] } }),
    )
    const [entry] = har.kind === 'entries' ? har.entries : []
    expect(Object.entries(entry!.request.headers!)).toEqual([
      ['constructor', ['0']],
      ['__proto__', ['1']],
      ['X-A', ['2', '3']],
    ])
  })

  it('is refused if a URL is invalid', () => {
    expect(harOf(['//a.example/']).kind).toBe('fault')
    expect(parseHar('{').kind).toBe('fault')
  })
})
