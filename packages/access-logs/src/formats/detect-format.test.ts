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

  it('distinguishes a host that is an address from the client', () => {
    expect(detected('10.0.0.1 203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"')).toBe(
      'combined-vhost',
    )
    expect(detected('203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"')).toBe('combined')
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
