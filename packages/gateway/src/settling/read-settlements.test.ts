import { describe, expect, it } from 'vitest'
import { readSettlement } from './read-settlements.ts'

describe('readSettlement', () => {
  it.each([
    ['f00ba7 401', { id: 'f00ba7', status: 401 }],
    [
      '<190>Nov 30 18:00:00 web tidegate: 0123456789abcdef0123456789abcdef 200',
      { id: '0123456789abcdef0123456789abcdef', status: 200 },
    ],
    ['haproxy[7]: C0000207:9F3A_7F000001:0050_5F 403', { id: 'C0000207:9F3A_7F000001:0050_5F', status: 403 }],
    ['abc -1', { id: 'abc', status: -1 }],
    ['{"status":404,"resp_headers":{"X-Tidegate-Request":["abc"]}}', { id: 'abc', status: 404 }],
    ['<14>1 - - {"DownstreamStatus":500,"request_X-Tidegate-Request":"abc"}', { id: 'abc', status: 500 }],
  ])('reads %s', (line, expected) => {
    expect(readSettlement(line)).toEqual(expected)
  })

  it.each([
    '',
    'abc',
    '401',
    'abc 4000',
    'abc def',
    '{"status":404}',
    '{"status":"404"',
    '{}',
    'null 1x',
    '{"resp_headers":null,"status":1}',
  ])('reads no status from %j', (line) => {
    expect(readSettlement(line)).toBeUndefined()
  })
})
