import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-refused-'))
  const line = (path: string, status: number): string =>
    `203.0.113.9 - - [30/Nov/2026:08:00:00 +0000] "GET ${path} HTTP/1.1" ${status} 5 "-" "Mozilla/5.0"\n`
  // Of 100 requests that were answered well, two would be refused; another one was not found, and would be refused.
  const well = Array.from({ length: 98 }, (_, index) => line(`/${index}`, index % 2 === 0 ? 200 : 304))
  writeFileSync(join(folder, 'access.log'), [...well, line('/a', 200), line('/a', 301), line('/a', 404)].join(''))
  writeFileSync(
    join(folder, 'php.log'),
    '203.0.113.9 - - [30/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" - 5 "-" "Mozilla/5.0"\n',
  )
  writeFileSync(join(folder, 'site.policy'), 'block path in /a\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('tidegate replay --max-refused-ok', () => {
  it.each([
    ['2%', 0],
    ['1.99 %', 1],
    ['2', 0],
    ['1', 1],
    ['0', 1],
    ['100%', 0],
  ] as const)('%s gives exit code %i', async (most, code) => {
    const result = await runCommand(['replay', 'site.policy', 'access.log', '--max-refused-ok', most], folder)
    expect(result).toMatchObject({
      code,
      err: expect.stringContaining(
        '2 of 100 requests that were answered well (2.0 %) would have been refused; allowed: ',
      ) as string,
    })
  })

  it.each(['x', '-1', '101%', '1.5', '%', ''])('refuses “%s”', async (most) => {
    const { code, err } = await runCommand(['replay', 'site.policy', 'access.log', `--max-refused-ok=${most}`], folder)
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected a number of requests') as string,
    })
  })

  it('does not conclude anything from a log without statuses', async () => {
    const { code, err } = await runCommand(['replay', 'site.policy', 'php.log', '--max-refused-ok', '1%'], folder)
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not say how requests were answered') as string,
    })
  })
})
