import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-nothing-'))
  writeFileSync(join(folder, 'site.policy'), 'limit 100 per minute per ip  as "visitors"\n')
  writeFileSync(
    join(folder, 'proxied.policy'),
    'client ip from x-forwarded-for trusting 10.0.0.0/8\nlimit 100 per minute per ip  as "visitors"\n',
  )
  writeFileSync(join(folder, 'json.log'), '{"msg":"hello","time":"2026-03-17T08:01:15Z","ip":"198.51.100.7"}\n')
  writeFileSync(join(folder, 'other.log'), '[17/Mar/2026 08:01:15] something else\n')
  const request = '[17/Mar/2026:08:01:15 +0000] "GET / HTTP/1.1" 200 5 "-" "-"'
  writeFileSync(join(folder, 'proxy.log'), `10.0.0.1 - - ${request}\n10.0.0.1 - - ${request}\n`)
  writeFileSync(join(folder, 'morgan.log'), 'GET / 200 1.2 ms - 12\n')
  writeFileSync(join(folder, 'empty.log'), '\n')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('logs of which no request can be evaluated', () => {
  it.each([
    [
      ['replay', 'site.policy', 'json.log'],
      'no request in `json.log` could be evaluated (1 line, read as json): no request line with method and target; the first is line 1: {"msg":"hello"',
    ],
    [
      ['replay', 'site.policy', 'json.log', '--against', 'site.policy', '--fail-on-difference'],
      'no request in `json.log`',
    ],
    [
      ['replay', 'site.policy', 'other.log', '--format', 'combined'],
      '(1 line, read as combined): `$remote_user` is not followed by ` [`; the first is line 1: [17/Mar',
    ],
    [['replay', 'proxied.policy', 'proxy.log'], '--client-address client if the log has the addresses of clients'],
    [['replay', 'site.policy', 'other.log'], 'unknown log format of `other.log`'],
    [['replay', 'site.policy', 'morgan.log'], 'it looks like a log of morgan `dev` and `tiny`'],
    [['replay', 'site.policy', 'empty.log'], '`empty.log` is empty'],
    [['suggest', 'other.log', '--format', 'combined'], 'no request in `other.log` could be evaluated'],
    [['suggest', 'other.log', '--log-format', 'combined', '--zone', 'Europe/Bucharest'], 'no request in `other.log`'],
    [['suggest', 'json.log', '--json-keys', 'client=ip'], 'no request in `json.log`'],
  ])('end %s with 2, the reason and the first line', async (args, message) => {
    const { code, out, err } = await runCommand(args, folder)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('can be read with the same options by every command', async () => {
    const keys = ['--json-keys', 'client=ip,target=msg,method=verb']
    writeFileSync(
      join(folder, 'own.log'),
      '{"msg":"/","verb":"GET","time":"2026-03-17T08:01:15","ip":"198.51.100.7"}\n',
    )
    for (const command of [
      ['replay', 'site.policy', 'own.log'],
      ['suggest', 'own.log'],
      ['doctor', '--log', 'own.log'],
    ]) {
      for (const zone of ['--zone', '--log-zone'])
        expect(await runCommand([...command, ...keys, zone, 'Asia/Tokyo'], folder)).toMatchObject({ code: 0 })
      expect((await runCommand([...command, '--log-format', 'json', ...keys], folder)).code).toBe(0)
    }
  })
})
