import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DecisionOptions, decisionOptionNames, decisionOptions } from '@tidegate/node'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { commandNames } from '../commands/command-table.ts'
import { type CommandResult, runCommand } from '../testing/run-command.ts'
import { optionFlags, optionNames } from './option-flags.ts'

const folders: string[] = []
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-options-'))
  folders.push(folder)
  mkdirSync(join(folder, 'release'))
  mkdirSync(join(folder, 'shared'))
  write('shared/bad.txt', '192.0.2.7\n')
  symlinkSync('../shared/bad.txt', join(folder, 'release/bad.txt'))
})
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true })
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

/** For each option a project in which it changes what commands answer: what is said without it, with it, and by which commands. */
interface Scenario {
  readonly policy: string
  /** Value of the option, as in a `tidegate.yaml`. */
  readonly value: string
  /** Text for the flag of the option. */
  readonly flag?: string
  /** Part of a log with the request or requests that are decided differently. */
  readonly log?: readonly string[]
  readonly explain: readonly string[]
  readonly steps: string
  /** End of the explanation without the option, and with it. */
  readonly before: string
  readonly after: string
  /** Counts of pass, block and limit in a replay with the option. */
  readonly replayed?: readonly [number, number, number]
}

const line = (target: string): string =>
  `192.0.2.7 - - [18/Nov/2026:10:00:00 +0000] "GET ${target} HTTP/1.1" 200 5 "-" "-"\n`

const scenarios: Readonly<Record<keyof DecisionOptions, Scenario>> = {
  root: {
    policy: 'list bad = file "bad.txt"\nblock ip in bad\n',
    value: '.',
    log: ['/'],
    explain: [],
    steps: 'expect: block',
    before: 'TG220',
    after: 'block 403',
    replayed: [0, 1, 0],
  },
  limits: {
    policy: 'block path in /a/**\nblock path in /b/**\n',
    value: '{ rules: 1 }',
    explain: [],
    steps: 'expect: pass',
    before: 'pass no rule',
    after: 'TG352',
  },
  trustProxy: {
    policy: 'block ip in 203.0.113.9\n',
    value: 'loopback',
    explain: ['--peer', '127.0.0.1', '--header', 'X-Forwarded-For: 203.0.113.9'],
    steps: '{ ip: ~, peer: 127.0.0.1, headers: { X-Forwarded-For: 203.0.113.9 }, expect: block }',
    before: 'pass no rule',
    after: 'block 403',
  },
  encodedSlash: {
    policy: 'block path in /x\n',
    value: 'refuse',
    log: ['/a%2Fb'],
    explain: ['--path', '/a%2Fb'],
    steps: '{ path: /a%2Fb, expect: { status: 400 } }',
    before: 'pass no rule',
    after: 'ambiguous path',
    replayed: [0, 1, 0],
  },
  ambiguousPaths: {
    policy: 'block path in /x\n',
    value: 'raw',
    log: ['/a/..%2f..%2fb'],
    explain: ['--path', '/a/%2e%2e/../../b'],
    steps: '{ path: /a/%2e%2e/../../b, expect: pass }',
    before: 'ambiguous path',
    after: 'pass no rule',
  },
  duplicateParameters: {
    policy: 'block query("q") == "1"\n',
    value: 'refuse',
    log: ['/?q=2&q=3'],
    explain: ['--path', '/?q=2&q=3'],
    steps: '{ path: "/?q=2&q=3", expect: { status: 400 } }',
    before: 'pass no rule',
    after: 'ambiguous parameter',
    replayed: [0, 1, 0],
  },
  processes: {
    policy: 'limit 5 per minute per ip\n',
    value: '2',
    // Two processes with two requests each: four of five pass.
    log: ['/', '/', '/', '/', '/'],
    explain: ['--repeat', '3'],
    steps: '[{ repeat: 2, expect: pass }, { expect: limit }]',
    before: 'pass no rule',
    after: 'limit 429',
    replayed: [4, 0, 1],
  },
  mode: {
    policy: 'block ip in 192.0.2.7\n',
    value: 'observe',
    log: ['/'],
    explain: [],
    // Tests and replays show what the server would refuse, and say so.
    steps: 'expect: block',
    before: 'block 403',
    after: 'pass',
    replayed: [0, 1, 0],
  },
}

const run = (...args: readonly string[]): Promise<CommandResult> => runCommand(args, folder)
const explain = async (scenario: Scenario, ...more: readonly string[]): Promise<string> => {
  const given = scenario.explain.includes('--peer') ? [] : ['--ip', '192.0.2.7']
  const { out, err } = await run('explain', 'release/site.policy', ...given, ...scenario.explain, ...more)
  return (out.trimEnd().split('\n').at(-1) ?? '') + err
}

describe.each(Object.entries(scenarios))('the option %s', (name, scenario) => {
  const option = name as keyof DecisionOptions
  const set = (): void => write('tidegate.yaml', `${name}: ${scenario.value}\n`)
  beforeEach(() => {
    write('release/site.policy', scenario.policy)
    const { steps } = scenario
    const body = steps.startsWith('expect') ? steps : `steps: ${steps.startsWith('[') ? steps : `[${steps}]`}`
    write('release/site.test.yaml', `tests:\n  - name: a\n    request: { ip: 192.0.2.7 }\n    ${body}\n`)
    if (scenario.log !== undefined) write('access.log', scenario.log.map(line).join(''))
  })

  it('changes what `explain` answers, in tidegate.yaml and as a flag', async () => {
    expect(await explain(scenario)).toContain(scenario.before)
    const flag = optionFlags[option]
    if (flag !== undefined) {
      expect(await explain(scenario, flag.flag.split(' ')[0]!, scenario.value)).toContain(scenario.after)
    }
    set()
    const after = await explain(scenario)
    expect(after).toContain(scenario.after)
    expect(after).not.toContain(scenario.before)
  })

  it('applies to `test`', async () => {
    set()
    const { out, err } = await run('test')
    expect(out + err).toContain(name === 'limits' ? 'TG352' : '1 passed')
  })

  it('applies to `replay`', async () => {
    set()
    write('access.log', (scenario.log ?? ['/']).map(line).join(''))
    const { out, err } = await run('replay', 'release/site.policy', 'access.log', '--json')
    if (name === 'limits') expect(err).toContain('TG352')
    else if (scenario.replayed !== undefined) {
      const { outcomes } = JSON.parse(out) as { outcomes: unknown }
      const [pass, block, limit] = scenario.replayed
      expect(outcomes).toEqual({ pass, block, limit })
    }
    if (name === 'mode') expect(err).toContain('only observes')
    if (name === 'processes') expect(err).toContain('counts separately')
  })

  it('applies to every command that reads a policy', async () => {
    set()
    const policy = 'release/site.policy'
    const results = await Promise.all([
      run('check', policy),
      run('check', policy, '--cost', '--as', '192.0.2.1'),
      run('plan', policy),
      run('compile', policy, '-o', '-'),
      run('diff', policy, policy),
      run('export', 'robots', policy),
      run('doctor', policy, '--peer', '192.0.2.7'),
    ])
    for (const { out, err } of results) {
      const text = out + err
      if (name === 'limits') expect(text).toContain('TG352')
      else expect(text).not.toMatch(/TG220|unknown key|invalid/)
    }
    expect(results[2]!.out.includes(`option  ${name}`)).toBe(name !== 'limits')
  })

  it('refuses an invalid value with its line', async () => {
    write('tidegate.yaml', `# comment\n${name}: ~\n`)
    const { code, err } = await run('check', 'release/site.policy')
    expect([code, err]).toEqual([2, expect.stringContaining(`invalid \`${name}\``)])
    expect(err).toContain('(line 2)')
    expect(err).toContain('help: expected ')
  })
})

describe('options that change decisions', () => {
  it('are in the tables of the parser, the flags, the schema and the documentation', () => {
    expect(optionNames.toSorted()).toEqual(decisionOptionNames.toSorted())
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
    const { properties } = JSON.parse(read('../../schemas/config.schema.json')) as {
      properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>
    }
    const docs = read('../../../../docs/cli.md')
    for (const name of decisionOptionNames) {
      expect(properties).toHaveProperty(name)
      expect(docs).toContain(`\`${name}\``)
      // Every choice of the schema is one of the option.
      for (const choice of properties[name]!.enum ?? []) {
        const fail = (expected: string): never => {
          throw new Error(expected)
        }
        expect(decisionOptions[name].read(choice, fail, '')).toBe(choice)
      }
    }
  })

  it('have their flags in the help of the commands that decide requests', async () => {
    const without: Readonly<Record<string, readonly string[]>> = {
      explain: [],
      plan: [],
      test: ['mode'],
      replay: ['mode'],
    }
    for (const [command, missing] of Object.entries(without)) {
      const { out } = await run(command, '--help')
      for (const name of optionNames) {
        const flag = optionFlags[name]?.flag.split(' ')[0]
        if (flag !== undefined)
          expect([command, flag, out.includes(`${flag} `)]).toEqual([command, flag, !missing.includes(name)])
      }
    }
    for (const command of ['check', 'compile', 'diff', 'doctor'])
      expect((await run(command, '--help')).out).toContain('--root <folder>')
  })

  it('are read by every command: a key that does not exist stops each of them that reads tidegate.yaml', async () => {
    write('release/site.policy', 'block ip in 192.0.2.9\n')
    write('access.log', line('/'))
    write('tidegate.yaml', 'encodedSlahs: refuse\n')
    const policy = 'release/site.policy'
    const args: Readonly<Record<string, readonly string[]>> = {
      check: [policy],
      explain: [policy, '--ip', '192.0.2.1'],
      fmt: [policy],
      diff: [policy, policy],
      replay: [policy, 'access.log'],
      test: [],
      review: [policy],
      plan: [policy],
      serve: ['--policy', policy],
      compile: [policy, '-o', '-'],
      export: ['robots', policy],
      suggest: ['access.log'],
      doctor: [policy, '--peer', '192.0.2.1'],
      why: ['abcdefghi'],
      counters: ['list'],
      tighten: ['--list'],
    }
    // These write a new policy, or nothing about one; the language server shows mistakes in the editor.
    const others = ['init', 'import', 'fetch', 'completion', 'lsp']
    expect([...Object.keys(args), ...others].toSorted()).toEqual(commandNames.toSorted())
    for (const [command, rest] of Object.entries(args)) {
      const { code, err } = await run(command, ...rest)
      expect([command, code, err]).toEqual([command, 2, expect.stringContaining('did you mean `encodedSlash`?')])
    }
  })

  it('refuses a flag with an invalid value', async () => {
    write('release/site.policy', 'block ip in 192.0.2.9\n')
    const { code, err } = await run('explain', 'release/site.policy', '--ip', '192.0.2.1', '--encoded-slash', 'refus')
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean `refuse`?')])
    expect((await run('check', 'release/site.policy', '--root', 'nowhere')).err).toContain('a folder that exists')
    expect((await run('replay', 'release/site.policy', 'x', '--processes', 'two')).err).toContain('a whole number')
  })

  it('names rules by their place in the folder of the command, also with a root', async () => {
    write('release/site.policy', 'list bad = file "bad.txt"\nblock ip in bad\n')
    write('tidegate.yaml', 'root: .\n')
    expect((await run('explain', 'release/site.policy', '--ip', '192.0.2.7')).out).toContain(
      'block 403 by release/site.policy:2',
    )
    write('release/site.test.yaml', 'tests: [{ name: a, ip: 192.0.2.7, expect: "block by site.policy:2" }]\n')
    expect((await run('test')).out).toContain('1 passed')
    expect((await run('check', 'release/site.policy', '--as', '192.0.2.7')).out).toContain('release/site.policy:2')
  })
})
