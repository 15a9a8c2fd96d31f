import { describe, expect, it } from 'vitest'
import { generateLog } from '../testing/generate-log.ts'
import { chunkOf } from '../log-chunk.ts'
import { detectFormat, type Detection } from './detect-format.ts'
import { formatNames, knownFormat } from './known-formats.ts'

const candidates = formatNames.map((name) => knownFormat(name))

function detected(text: string): Detection | string {
  const detection = detectFormat(chunkOf(text), candidates)
  return detection.kind === 'format' ? detection.format.name : detection
}

describe('detectFormat', () => {
  it.each([
    ['combined', 'combined'],
    ['common', 'common'],
    ['vhost', 'combined-vhost'],
    ['json', 'json'],
    ['w3c', 'w3c'],
  ] as const)('detects %s', (format, name) => {
    const text = [...generateLog({ lines: 200, format })].join('')
    expect(detected(text)).toBe(name)
    expect(detected(`garbage\n\n\u0000\u00ff{"a":\n${text}`)).toBe(name)
  })

  const rest = '- - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'
  const end = '"-" "curl/8"'

  // In front of the client is the name of a host, or what a proxy forwarded: a list of addresses is never a host.
  it.each([
    ['combined', [`203.0.113.9 ${rest} ${end}`]],
    ['combined-forwarded-first', [`203.0.113.9 10.0.0.1 ${rest} ${end}`, `- 10.0.0.1 ${rest} ${end}`]],
    ['combined-forwarded-first', [`203.0.113.9, 198.51.100.7 10.0.0.1 ${rest} ${end}`]],
    ['common-forwarded-first', [`203.0.113.9, 198.51.100.7 10.0.0.1 ${rest}`]],
    ['combined-forwarded-only', [`203.0.113.9 ${rest} ${end}`, `203.0.113.9, 10.0.0.2 ${rest} ${end}`]],
    ['common-forwarded-only', [`203.0.113.9 ${rest}`, `203.0.113.9, 10.0.0.2 ${rest}`]],
    ['combined-vhost', [`10.0.0.1 203.0.113.9 ${rest} ${end}`, `www.example.com 203.0.113.9 ${rest} ${end}`]],
    ['combined-vhost', [`10.0.0.1:443 203.0.113.9 ${rest} ${end}`]],
    ['combined-forwarded', [`10.0.0.1 ${rest} ${end} "203.0.113.9, 10.0.0.2"`, `10.0.0.1 ${rest} ${end} "-"`]],
    ['combined', [`10.0.0.1 ${rest} ${end} "-"`, `203.0.113.9 ${rest} ${end} "example.com"`]],
    ['lighttpd', [`203.0.113.9 www.example.com - ${rest.slice(4)} ${end}`]],
  ])('detects %s by what is in front of the lines and after them: %s', (name, lines) => {
    expect(detected(lines.join('\n'))).toBe(name)
  })

  it('detects the format of a log that contains only probes', () => {
    expect(detected('198.51.100.7 - - [17/Oct/2025:05:57:49 +0000] "\\x16\\x03\\x01" 400 226 "-" "-"')).toBe('combined')
  })

  it('reads user agents although some lines are damaged after the status', () => {
    const damaged = '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "cut off\n'
    const text = [...generateLog({ lines: 200, format: 'combined' })].join('')
    expect(detected(damaged.repeat(15) + text)).toBe('combined')
    expect(detected(damaged.repeat(250) + text)).toBe('common')
  })

  it('reports an empty log', () => {
    expect(detected('\n  \r\n\t\n')).toEqual({ kind: 'empty' })
    expect(detected('')).toEqual({ kind: 'empty' })
  })

  it('shows the first line of a log in an unknown format', () => {
    expect(detected('\nNov 18 10:00:00 host sshd[1]: Failed password\nmore\n')).toMatchObject({
      kind: 'unknown',
      line: 'Nov 18 10:00:00 host sshd[1]: Failed password',
    })
  })
})
