import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createRandom, findProgram, runs, seed } from '@tidegate/test-support'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { describe, expect, it } from 'vitest'
import { conditionText } from '../draft/condition.ts'
import { createDraft } from '../draft/policy-draft.ts'
import { certainly } from '../draft/expression.ts'
import { createTextTests } from '../draft/text-tests.ts'
import type { ReadIncluded } from '../included-files.ts'
import { readFailregex } from './failregex.ts'
import { readJails } from './read-jails.ts'

const client = findProgram('fail2ban-client')
const run = promisify(execFile)

const random = createRandom(seed + 2)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!

const names = ['nginx-http-auth', 'apache-auth', 'nginx-botsearch', 'apache-badbots', 'sshd', 'recidive']

function option(): string {
  return pick([
    () => `enabled = ${pick(['true', 'yes', '1', 'true', 'false'])}`,
    () => `maxretry ${pick(['=', ':'])} ${pick(['3', '7', '%(base)s', '%(sshd/base)s'])}`,
    () => `findtime = ${pick(['600', '1h 30m', '2d', '1w ; a comment'])}`,
    () => `bantime = ${pick(['-1', '1mo', '10m', '%(findtime)s'])}`,
    () => `ignoreip = ${pick(['127.0.0.1/8 ::1', '192.0.2.0/24,198.51.100.1', '10.0.0.0/8\n    192.0.2.7'])}`,
    () => pick(['# a comment', '; a comment', 'base = 4', '']),
  ])()
}

function options(): string {
  const lines = new Map(Array.from({ length: 4 }, option).map((line) => [line.split(/[ =:]/)[0], line]))
  return `${[...lines.values()].filter((line) => !line.startsWith('enabled')).join('\n')}\n`
}

function file(): string {
  const sections = Array.from({ length: 3 }, () => `[${pick([...names, 'DEFAULT'])}]\n${options()}`)
  const enabled = `[${pick(names)}]\nenabled = ${pick(['true', 'yes', 'on', '0'])}\n`
  // A section may occur once in a file.
  return [...new Map([...sections, enabled].map((text) => [text.split('\n')[0], text])).values()].join('')
}

const readerIn =
  (folder: string): ReadIncluded =>
  (pattern) =>
    globSync(pattern, { cwd: folder })
      .toSorted()
      .map((path) => ({
        path: relative(folder, resolve(folder, path)),
        text: readFileSync(resolve(folder, path), 'utf8'),
      }))

describe.skipIf(client === undefined)('the jails of fail2ban', () => {
  it('have the options that fail2ban itself reads', async () => {
    let compared = 0
    for (let index = 0; index < runs(1); index += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'tidegate-fail2ban-'))
      try {
        for (const name of [
          'action.d',
          'filter.d',
          'fail2ban.conf',
          'jail.conf',
          'paths-common.conf',
          'paths-debian.conf',
        ])
          cpSync(join('/etc/fail2ban', name), join(folder, name), { recursive: true })
        mkdirSync(join(folder, 'jail.d'))
        writeFileSync(
          join(folder, 'jail.d/a.conf'),
          `[DEFAULT]\nbase = 2\n[sshd]\nenabled = true\n[recidive]\n${options()}`,
        )
        writeFileSync(join(folder, 'jail.local'), `[INCLUDES]\nafter = more.inc\n${file()}`)
        writeFileSync(join(folder, 'more.inc'), '[nginx-http-auth]\nenabled = true\nmaxretry = 9\n')
        writeFileSync(join(folder, 'jail.d/b.local'), file())
        const { stdout } = await run(client!, ['--dp', '-c', folder], { maxBuffer: 10_000_000 })
        const draft = createDraft('jail.local', '')
        const { jails } = readJails(
          readFileSync(join(folder, 'jail.local'), 'utf8'),
          'jail.local',
          draft,
          readerIn(folder),
        )
        const read = jails.map((jail) => ({
          name: jail.name,
          maxretry: jail.option('maxretry')?.value,
          findtime: jail.option('findtime')?.value,
          bantime: jail.option('bantime')?.value,
          ignoreip: jail
            .option('ignoreip')
            ?.value.split(/[\s,]+/)
            .filter((each) => each !== ''),
        }))
        expect(read.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual(dumped(stdout))
        compared += read.length
      } finally {
        rmSync(folder, { recursive: true })
      }
    }
    expect(compared).toBeGreaterThan(0)
  }, 60_000)

  it('count the requests that their expressions match', async () => {
    const patterns = [
      String.raw`^<HOST> .* "POST /wp-login\.php`,
      String.raw`^<HOST> -.*"(GET|POST) .*" (404|403) .*$`,
      String.raw`^<HOST> - \S+ \[\] "[^"]*" 400`,
      String.raw`^<HOST> .*"(?:GET|HEAD) /(?:admin|pma)/.* HTTP/.*" 4\d\d `,
    ]
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-fail2ban-'))
    try {
      const lines = ['GET', 'POST', 'HEAD'].flatMap((method) =>
        ['/', '/wp-login.php', '/admin/x', '/pma/', '/administrator'].flatMap((path) =>
          [200, 400, 403, 404].map((status) => ({ method, path, status })),
        ),
      )
      const log = join(folder, 'access.log')
      const text = lines.map(
        ({ method, path, status }) =>
          `192.0.2.1 - - [30/Nov/2026:10:00:00 +0000] "${method} ${path} HTTP/1.1" ${status} 1 "-" "x"`,
      )
      writeFileSync(log, `${text.join('\n')}\n`)
      const filter = join(folder, 'filter.conf')
      writeFileSync(filter, `[Definition]\nfailregex = ${patterns.join('\n            ')}\n`)
      const { stdout } = await run('fail2ban-regex', ['--print-all-matched', log, filter])
      const matched = text.filter((line) => stdout.includes(line.slice(line.indexOf('"')).trim()))
      const ours = new Set<string>()
      for (const pattern of patterns) {
        const { condition, statuses } = readFailregex(pattern, createTextTests(createDraft('x', ''), true))!
        const policy = `paths match exactly\nblock ${conditionText(certainly(condition))}`
        const gate = createGate(planPolicy(checkPolicy({ file: 'a.policy', text: policy }, noFiles).model!))
        for (const [index, { method, path, status }] of lines.entries()) {
          const request = { method, target: path, headers: ['Host', 'a'], peer: '192.0.2.1' }
          if (statuses?.includes(status) !== false && gate.decide(request).outcome === 'block') ours.add(text[index]!)
        }
      }
      expect(text.filter((line) => ours.has(line))).toEqual(matched)
      expect(matched.length).toBeGreaterThan(10)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 60_000)
})

/** The options of all jails in the dump of fail2ban. */
function dumped(text: string): readonly object[] {
  const jails = [...text.matchAll(/^\['add', '([^']+)'/gm)].map(([, name = '']) => name)
  return jails.toSorted().map((name) => {
    const value = (key: string): string | undefined =>
      new RegExp(String.raw`^\['set', '${name}', '${key}', (.*)\]$`, 'm').exec(text)?.[1]
    const strip = (written: string | undefined): string | undefined => written?.replaceAll(/^'|'$/g, '')
    return {
      name,
      maxretry: strip(value('maxretry')),
      findtime: strip(value('findtime')),
      bantime: strip(value('bantime')),
      ignoreip: value('addignoreip')
        ?.split(', ')
        .map((each) => strip(each)!),
    }
  })
}
