import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate, type Gate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'

function gateOf(text: string): Gate {
  const { model, diagnostics } = checkPolicy({ file: 'a.policy', text }, noFiles)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return createGate(planPolicy(model!), { clock: { wallMs: () => 1.8e12, monotonicMs: () => 0 } })
}

interface Asked {
  readonly agent?: string
  readonly path?: string
  readonly ip?: string
  readonly method?: string
  readonly headers?: readonly string[]
}

function outcomes(gate: Gate, all: readonly Asked[]): readonly string[] {
  return all.map(({ agent, path = '/', ip = '192.0.2.1', method = 'GET', headers = [] }) => {
    const fields = ['Host', 'a.example', ...(agent === undefined ? [] : ['User-Agent', agent]), ...headers]
    return gate.decide({ method, target: path, headers: fields, peer: ip }).outcome
  })
}

const notesOf = (text: string, included?: ReadIncluded): readonly string[] =>
  importFile('anubis', text, 'x.yaml', included).notes.map(
    ({ line, file, message }) => `${file ?? ''}:${line}: ${message}`,
  )

describe('an imported bot policy of Anubis', () => {
  it('reads a list of rules, as a policy imports it', () => {
    const gate = gateOf(
      importFile(
        'anubis',
        `- name: ai-crawlers
  user_agent_regex: >-
    FirstBot|SecondBot
  action: DENY
- name: without-user-agent
  action: DENY
  expression: userAgent == ""
`,
        'list.yaml',
      ).text,
    )
    expect(
      outcomes(gate, [{ agent: 'x FirstBot/1' }, { agent: 'SecondBot' }, { agent: 'secondbot' }, {}, { agent: '' }]),
    ).toEqual(['block', 'block', 'pass', 'block', 'block'])
  })

  it('follows imports, and says what it cannot find', () => {
    const files: Readonly<Record<string, string>> = {
      './deny.yaml': '- name: one\n  user_agent_regex: OneBot\n  action: DENY\n- import: ./deny.yaml\n',
      'bots/own.yaml': 'bots:\n  - name: two\n    path_regex: ^/two/\n    action: DENY\n',
    }
    const included: ReadIncluded = (path) =>
      files[path] === undefined ? [] : [{ path: path.replace('./', ''), text: files[path] }]
    const text =
      'bots:\n  - import: ./deny.yaml\n  - import: (data)/bots/own.yaml\n  - import: (data)/meta/other.yaml\n'
    const imported = importFile('anubis', text, 'x.yaml', included)
    expect(outcomes(gateOf(imported.text), [{ agent: 'OneBot' }, { path: '/two/x' }, { path: '/three' }])).toEqual([
      'block',
      'block',
      'pass',
    ])
    expect(notesOf(text, included).filter((note) => note.includes('import'))).toEqual([
      'deny.yaml:4: import ./deny.yaml is skipped, because it imports itself or is nested too deeply',
      ':4: import (data)/meta/other.yaml is not resolved: it is part of Anubis: import a copy of it from the folder `data` of its sources, or use the catalogue (`bots … = catalog "ai-training"`)',
    ])
  })

  it.each<[string, readonly Asked[], readonly string[]]>([
    [
      `all: ['userAgent.startsWith("Sync/")', '"X-Token" in headers', 'headers["X-Token"] == "abc"']`,
      [
        { agent: 'Sync/1', headers: ['X-Token', 'abc'] },
        { agent: 'Sync/1', headers: ['X-Token', 'abd'] },
        { agent: 'Sync/1' },
        { agent: 'x Sync/1', headers: ['X-Token', 'abc'] },
      ],
      ['block', 'pass', 'pass', 'pass'],
    ],
    [
      `any: ['path == "/.secrets"', 'path.startsWith("/.keys/")', 'path.endsWith(".bak")']`,
      [{ path: '/.secrets' }, { path: '/.secrets2' }, { path: '/.keys/x' }, { path: '/.keys' }, { path: '/a/x.bak' }],
      ['block', 'pass', 'block', 'pass', 'block'],
    ],
    [
      `'( userAgent.contains("Mozilla") || userAgent.contains("Opera") ) && !("Accept-Language" in headers)'`,
      [{ agent: 'Mozilla/5' }, { agent: 'Mozilla/5', headers: ['Accept-Language', 'en'] }, { agent: 'curl' }],
      ['block', 'pass', 'pass'],
    ],
    [
      `'missingHeader(headers, "Accept") && method == "POST"'`,
      [{ method: 'POST' }, { method: 'POST', headers: ['Accept', '*/*'] }, {}],
      ['block', 'pass', 'pass'],
    ],
    [
      `'userAgent.matches("^(Old|Ancient)Browser/") || remoteAddress.startsWith("198.51.100.")'`,
      [{ agent: 'OldBrowser/1' }, { agent: 'x OldBrowser/1' }, { ip: '198.51.100.7' }, { ip: '198.51.101.7' }],
      ['block', 'pass', 'block', 'pass'],
    ],
    [
      `'headers["X-Kind"] != "person"'`,
      [{ headers: ['X-Kind', 'robot'] }, { headers: ['X-Kind', 'person'] }, {}],
      ['block', 'pass', 'pass'],
    ],
    [
      `'"debug" in query && query["debug"] == "1"'`,
      [{ path: '/?debug=1' }, { path: '/?debug=2' }, { path: '/' }],
      ['block', 'pass', 'pass'],
    ],
  ])('reads the expression %s', (expression, asked, expected) => {
    const key = expression.startsWith("'") ? `expression: ${expression}` : `expression:\n    ${expression}`
    const { text } = importFile('anubis', `- name: rule\n  action: DENY\n  ${key}\n`, 'x.yaml')
    expect(outcomes(gateOf(text), asked)).toEqual(expected)
  })

  it('says which expressions have no equivalent, and keeps the other alternatives', () => {
    const text = `- name: load
  action: DENY
  expression: load_1m >= 10.0
- name: mixed
  action: DENY
  expression:
    any:
      - userAgent.contains("BadBot")
      - randInt(4) == 0
- name: foreign
  action: DENY
  geoip: { countries: [XX] }
- name: heavy
  action: WEIGH
  expression: '"Upgrade" in headers'
  weight: { adjust: 5 }
`
    expect(notesOf(text)).toEqual([
      ':1: load: the rule is not imported: `load_1m` has no equivalent',
      ':4: mixed: one of its alternatives is not imported: `randInt` has no equivalent',
      ':4: mixed: rules about user agents do not apply to GET and HEAD of /robots.txt: crawlers must be able to read it',
      ':10: foreign: the rule is not imported: countries need a plugin: see @tidegate/geoip-plugin',
      ':13: heavy: weights are not supported',
    ])
    expect(
      outcomes(gateOf(importFile('anubis', text, 'x.yaml').text), [{ agent: 'BadBot' }, { agent: 'GoodBot' }]),
    ).toEqual(['block', 'pass'])
  })

  it('lets the first rule that matches decide', () => {
    const gate = gateOf(
      importFile(
        'anubis',
        `bots:
  - name: first
    action: DENY
    user_agent_regex: EvilBot
  - name: robots
    action: ALLOW
    path_regex: ^/public/
  - name: good
    action: ALLOW
    user_agent_regex: \\+https://good\\.example/bot
    remote_addresses: [198.51.100.0/24]
  - name: bots
    action: DENY
    user_agent_regex: (?i:bot)
  - name: header
    action: DENY
    headers_regex:
      CF-Worker: .*
  - name: browsers
    action: CHALLENGE
    user_agent_regex: Mozilla
  - name: rest
    action: DENY
    path_regex: .*
status_codes:
  DENY: 429
`,
        'x.yaml',
      ).text,
    )
    const good = 'GoodBot (+https://good.example/bot)'
    expect(
      outcomes(gate, [
        { agent: 'EvilBot', path: '/public/x' },
        { agent: 'SomeBot', path: '/public/x' },
        { agent: good, ip: '198.51.100.9' },
        { agent: good, ip: '192.0.2.1' },
        { agent: 'curl', headers: ['CF-Worker', 'x'] },
        { agent: 'Mozilla/5.0' },
        { agent: 'curl' },
      ]),
    ).toEqual(['block', 'pass', 'pass', 'block', 'block', 'pass', 'block'])
    expect(gate.decide({ method: 'GET', target: '/', headers: ['Host', 'a'], peer: '192.0.2.1' }).status).toBe(429)
  })
})
