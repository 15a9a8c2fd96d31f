import { describe, expect, it } from 'vitest'
import { replayText } from '../../testing/replay-text.ts'

const policy = 'block host == "shop.example.com" as "shop"\n'
const line = (target: string): string =>
  `192.0.2.1 - - [18/Nov/2026:10:00:00 +0000] "GET ${target} HTTP/2.0" 200 1 "-" "-"\n`
const absolute = line('https://shop.example.com:443/admin/?a=b')

describe('targets of a log that name their host', () => {
  it('decide with that host, are listed by their path, and are not noted as requests without a host', async () => {
    const { outcomes, rules, notes } = await replayText({ policy, logs: { a: absolute.repeat(2) } })
    expect(outcomes).toEqual({ pass: 0, block: 2, limit: 0 })
    expect(rules[0]!.paths.map(({ key }) => key)).toEqual(['/admin/'])
    expect(notes).toEqual([])
  })

  it('are counted if only some name it', async () => {
    expect((await replayText({ policy, logs: { a: absolute + line('/x').repeat(2) } })).notes).toEqual([
      'only 1 of 3 requests name a host, in their targets; it is treated as absent for the others',
    ])
    expect((await replayText({ policy, logs: { a: line('/x') } })).notes).toEqual([
      'the log contains no host; it is treated as absent',
    ])
  })
})
