import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../testing/run-command.ts'
import { typedRequest } from '@tidegate/request-specs'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-typed-'))
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write(
    'site.policy',
    'block path in /naïve/**  as "naïve"\nblock path in /東京/**  as "tokyo"\nblock query("q") == "ü"  as "q"\nblock user == "zoë"  as "zoë"\n',
  )
  write('lines.log', `203.0.113.9 - zoë [18/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"\n`)
  write(
    'session.har',
    JSON.stringify({ log: { entries: [{ request: { method: 'GET', url: 'http://a.example/naïve/x' } }] } }),
  )
  write('steps.yaml', '- { path: /東京/x }\n')
  write(
    'site.test.yaml',
    `tests:
  - name: paths
    ip: 203.0.113.9
    columns: [path, expect]
    rows:
      - [/naïve/x, block by naïve]
      - [/東京/x, block by tokyo]
      - ["/?q=ü", block by q]
`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const explain = async (...args: string[]): Promise<string> => {
  const { out, err } = await runCommand(['explain', 'site.policy', '--ip', '203.0.113.9', ...args], folder)
  return (out.trimEnd().split('\n').at(-1) ?? '') + err
}

describe('text that people type', () => {
  it.each([
    ['naïve', ['--path', '/naïve/menu']],
    ['tokyo', ['--path', '/東京/menu']],
    ['q', ['--path', '/?q=ü']],
    ['q', ['--path', '/?q=%C3%BC']],
    ['naïve', ['--curl', 'curl http://a.example/naïve/menu']],
    ['q', ['--curl', 'curl -G -d q=ü http://a.example/']],
    ['q', ['--curl', 'curl -G --data-urlencode q=ü http://a.example/']],
    ['naïve', ['--har', 'session.har']],
    ['tokyo', ['--sequence', 'steps.yaml']],
    ['naïve', ['--log-line', '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET /naïve/x HTTP/1.1" 200 5 "-" "-"']],
    ['zoë', ['--log-line', '203.0.113.9 - zoë [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"']],
    ['zoë', ['--user', 'zoë']],
  ])('is UTF-8: “%s” blocks %j', async (name, args) => {
    expect(await explain(...args)).toContain(`“${name}”`)
  })

  it('is UTF-8 in test files, and in logs from standard input', async () => {
    expect((await runCommand(['test'], folder)).out).toContain('3 passed')
    const bytes = Buffer.from('203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET /na\u00efve/x HTTP/1.1" 200 5 "-" "-"')
    const stdin = async function* (): AsyncIterable<Uint8Array> {
      yield bytes
    }
    expect((await runCommand(['explain', 'site.policy', '--log-line', '-'], folder, { stdin })).out).toContain(
      '“naïve”',
    )
  })

  it('is compared with the names of users in logs, which are octets there', async () => {
    expect((await runCommand(['replay', 'site.policy', 'lines.log'], folder)).out).toMatch(/block +█+ +1 +100 %/)
  })

  it('is percent-encoded in targets, octets in fields, and ASCII in hosts; ASCII characters stay as they are', () => {
    expect(
      typedRequest({
        path: '/%zz/ä b/\ud800?é=1',
        host: 'bücher.example:8080',
        agent: 'é',
        headers: { 'X-A': ['日', 'a'] },
        user: 'é',
        facts: { a: 'é' },
      }),
    ).toEqual({
      path: '/%zz/%C3%A4 b/%EF%BF%BD?%C3%A9=1',
      host: 'xn--bcher-kva.example:8080',
      agent: '\u00c3\u00a9',
      headers: { 'X-A': ['\u00e6\u0097\u00a5', 'a'] },
      user: 'é',
      facts: { a: 'é' },
    })
  })
})
