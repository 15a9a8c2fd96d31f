import { checkPolicy, noFiles } from '@tidegate/dsl'
import { describe, expect, it } from 'vitest'
import type { ReadRequests } from './asked-request.ts'
import { readRequests } from './read-requests.ts'

const { model } = checkPolicy({ file: 'small.policy', text: 'block path in /admin/**  as "admin"\n' }, noFiles)

function read(text: string): Promise<ReadRequests> {
  return readRequests(text, model!, [], () => Promise.resolve())
}

function logged(agent: string): string {
  return `192.0.2.1 - - [07/Jan/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "${agent}"\n`
}

const long = 'a'.repeat(300_000)

describe('a line of a log that is longer than 256 KiB', () => {
  it('is not read, and the others are', async () => {
    const { form, requests, problems, unread } = await read(logged('a') + logged(long) + logged('b'))
    expect({ form, agents: requests.map(({ request }) => request.headers.at(-1)) }).toEqual({
      form: 'an access log (combined)',
      agents: ['a', 'b'],
    })
    expect({ problems, unread }).toEqual({
      problems: [{ line: 2, message: 'the line is longer than 256 KiB' }],
      unread: 1,
    })
  })

  it('does not keep the format from being detected, where the lines end by which it is', async () => {
    const { form, requests, unread } = await read(logged('a').repeat(2_300) + logged(long) + logged('b'))
    expect({ form, requests: requests.length, unread }).toEqual({
      form: 'an access log (combined)',
      requests: 2_301,
      unread: 1,
    })
  })
})

it('says of a text without lines, whatever its length, that it is too long', async () => {
  for (const text of ['x', '{"a":', 'é'])
    expect(await read(text.repeat(500_000 / text.length))).toMatchObject({
      requests: [],
      problems: [{ line: 1, message: 'the line is longer than 256 KiB' }],
      unread: 1,
    })
})
