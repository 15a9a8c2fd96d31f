import { describe, expect, it } from 'vitest'
import { createLogRecord } from '../log-record.ts'
import { chunkOf } from '../log-chunk.ts'
import { chosenFormats } from './chosen-formats.ts'

function bytesOf(format: string, line: string): number | undefined {
  const reader = chosenFormats({ format })[0]!.open(new Set())
  reader.turnTo(chunkOf(line))
  const record = createLogRecord()
  expect(reader.read(0, line.length, record)).toBeUndefined()
  return record.bytes
}

const head = '192.0.2.1 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200'

describe('the size of a reply', () => {
  it.each([
    ['combined', `${head} 5316 "-" "curl/8"`, 5_316],
    ['combined', `${head} - "-" "curl/8"`, undefined],
    // A backslash needs the slow reader.
    ['combined', `${head} 5316 "-" "cu\\x22rl/8"`, 5_316],
    ['common', `${head} 5316`, 5_316],
    ['common', `${head} 5316 0.004`, 5_316],
    ['common', `${head} -`, undefined],
    [
      'json',
      '{"remote_addr":"192.0.2.1","time_iso8601":"2026-11-18T10:00:00Z","request":"GET / HTTP/1.1","status":200,"body_bytes_sent":"77"}',
      77,
    ],
    [
      '$remote_addr [$time_local] "$request" $status $bytes_sent',
      '192.0.2.1 [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 612',
      612,
    ],
    ['%h %t "%r" %>s %O', '192.0.2.1 [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 613', 613],
  ])('%s: %s', (format, line, expected) => {
    expect(bytesOf(format, line)).toBe(expected)
  })
})
