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
  it('holds requests of browsers, web sockets among them', () => {
    expect(harOf(['https://a.example/x?y#z', 'wss://a.example:8443/ws'])).toEqual({
      kind: 'entries',
      leftOut: 0,
      entries: [
        { request: { method: 'GET', path: '/x?y', host: 'a.example', headers: {} }, atMs: Date.UTC(2026, 10, 18, 10) },
        {
          request: { method: 'GET', path: '/ws', host: 'a.example:8443', headers: {} },
          atMs: Date.UTC(2026, 10, 18, 10, 0, 1),
        },
      ],
    })
  })

  it('is read without what no server is asked for', () => {
    const urls = [
      'data:image/png;base64,iVBORw0KGgo=',
      'blob:https://a.example/1',
      'chrome-extension://abc/x.js',
      'about:blank',
    ]
    const har = harOf([...urls, 'https://a.example/'])
    expect(har).toMatchObject({ kind: 'entries', leftOut: 4, entries: [{ request: { path: '/' } }] })
  })

  it('may hold fields of any name', () => {
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

  it('is none when a URL is none', () => {
    expect(harOf(['//a.example/']).kind).toBe('fault')
    expect(parseHar('{').kind).toBe('fault')
  })
})
