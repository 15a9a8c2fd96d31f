import { leaf, type LimitRule, type Model, type Rule } from '@tidegate/model'
import { formatPrefix, ipSetHas, ipSetPrefixes, parseIp } from '@tidegate/values'
import { describe, expect, test } from 'vitest'
import { readPolicyFiles } from '../testing/files-host.ts'
import { noFiles } from './check-host.ts'
import { checkPolicy } from './check-policy.ts'

function check(text: string): Model {
  const { root, host } = readPolicyFiles(text)
  const { model, diagnostics } = checkPolicy(root, host)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return model!
}

function codesOf(text: string): readonly string[] {
  const { root, host } = readPolicyFiles(text)
  return checkPolicy(root, host).diagnostics.map(({ code }) => code)
}

const ruleOf = (model: Model, part: string): Rule => model.rules.find(({ text }) => text.includes(part))!
const addresses = (model: Model, index: number): readonly string[] =>
  [...ipSetPrefixes(model.addressSets[index]!.set)].map(formatPrefix)

const site = `policy "public website"
client ip from X-Forwarded-For trusting 10.0.0.0/8, loopback
list   attackers = file "attackers.txt", 198.51.100.7
list   office    = 203.0.113.0/24, 2001:db8:1::/48
bots   search    = Googlebot, bingbot
bots   scrapers  = spider, crawler
paths  static    = /web/static/**, /Web/Assets/
window peak      = 04:00-17:00 UTC
block ip in attackers  as "known attacker"  log warn
where path not in static {
  block bot in scrapers unless bot in search
  where user is absent {
    limit 5 per minute per ip    when bot in search during peak
    limit 200 per minute per ip  including refused
  }
}
where path in /admin/** {
  allow only ip in office  reply 403 "Access denied from this IP address"
}
>>> attackers.txt
192.0.2.1, 192.0.2.128/25 # from the log
`

describe('the model of the public site', () => {
  const model = check(site)

  test('contains the name, the files and how the client address is determined', () => {
    expect(model).toMatchObject({ version: 2, name: 'public website', pathsMatchExactly: false, plugins: [] })
    expect(model.files).toEqual([
      { file: 'site.policy', role: 'policy' },
      { file: 'attackers.txt', role: 'list' },
    ])
    expect(model.clientIp?.header).toBe('x-forwarded-for')
    expect(addresses(model, model.clientIp!.trusting)).toEqual(['10.0.0.0/8', '127.0.0.0/8', '::1/128'])
  })

  test('contains lists with the content of their files', () => {
    const set = model.addressSets.findIndex(({ name }) => name === 'attackers')
    expect(addresses(model, set)).toEqual(['192.0.2.1/32', '192.0.2.128/25', '198.51.100.7/32'])
  })

  test('folds patterns and tokens', () => {
    expect(model.pathSets.find(({ name }) => name === 'static')?.include).toEqual(['/web/static/**', '/web/assets'])
    expect(model.botSets.find(({ name }) => name === 'search')?.terms).toEqual([
      { kind: 'token', text: 'googlebot', word: false },
      { kind: 'token', text: 'bingbot', word: false },
    ])
  })

  test('writes out the guards of each rule, outermost first, with `unless` negated', () => {
    const rule = ruleOf(model, 'block bot in scrapers')
    expect(rule.guards.map(({ source, text }) => [source, text])).toEqual([
      ['where', 'path not in static'],
      ['unless', 'bot in search'],
      ['bots-on-robots-txt', 'not (method in GET, HEAD and path in /robots.txt)'],
    ])
    expect(rule.guards.map(({ condition }) => condition.kind)).toEqual(['not', 'not', 'not'])
    expect(ruleOf(model, 'limit 5').guards.map(({ source, place }) => [source, place.line])).toEqual([
      ['where', 10],
      ['where', 12],
      ['during', 13],
      ['when', 13],
    ])
  })

  test('contains the address rule without the guard for /robots.txt, with position, name and level', () => {
    expect(ruleOf(model, 'attackers')).toMatchObject({
      kind: 'block',
      name: 'known attacker',
      log: 'warn',
      guards: [],
      place: { file: 'site.policy', line: 9, column: 1 },
    })
  })

  test('contains limits with their key in bits', () => {
    expect(ruleOf(model, 'limit 200')).toMatchObject({
      count: 200,
      period: { kind: 'sliding', periodMs: 60_000 },
      key: [{ kind: 'ip', v4: 32, v6: 64 }],
      includingRefused: true,
    })
  })

  test('contains calendar periods in the zone of the limit, else of the file, else in UTC', () => {
    const periods = (text: string): unknown => check(text).rules.map((rule) => rule.kind === 'limit' && rule.period)
    const [own, file, utc] = [
      'limit 5 per calendar day in Asia/Tokyo in total',
      'limit 5 per calendar week in total',
      'limit 5 per calendar month in total',
    ]
    expect(periods(own)).toEqual([{ kind: 'calendar', unit: 'day', zone: 'Asia/Tokyo' }])
    expect(periods(`zone Europe/Berlin\n${file}`)).toEqual([{ kind: 'calendar', unit: 'week', zone: 'Europe/Berlin' }])
    expect(periods(utc)).toEqual([{ kind: 'calendar', unit: 'month', zone: 'UTC' }])
  })

  test('contains limits at once, blocks, and costs with the highest first', () => {
    const [rule] = check(
      'limit 50 at once per ip costing 0 if path in /a, 10 if method == "PUT" then block for 2 hours',
    ).rules
    expect(rule).toMatchObject({
      period: { kind: 'at-once' },
      blockMs: 7_200_000,
      cost: {
        kind: 'cases',
        cases: [
          { places: 10, text: 'method == "PUT"', place: { line: 1, column: 50 } },
          { places: 0, text: 'path in /a' },
        ],
      },
    })
    const [priced] = check('fact score : number required\nlimit 50 per minute per ip costing score').rules
    expect(priced).toMatchObject({ cost: { kind: 'fact', fact: 0 } })
  })

  test('gives limits one identity whatever N, costs and blocks are, and another for another period', () => {
    const identity = (text: string): unknown => check(text).rules.map((rule) => rule.kind === 'limit' && rule.identity)
    const plain = identity('limit 5 per day per ip')
    expect(identity('limit 9 per day per ip costing 2 if path in /a then block for 9 days')).toEqual(plain)
    const others = ['per calendar day', 'per calendar day in Asia/Tokyo', 'per calendar week', 'at once', 'per hour']
    const identities = others.flatMap((period) => identity(`limit 5 ${period} per ip`))
    expect(new Set([...identities, plain].flat()).size).toBe(6)
  })

  test('does not depend on the order of costs', () => {
    const one = check('limit 9 per day per ip costing 2 if path in /a, 3 if path in /b')
    const other = check('limit 9 per day per ip costing 3 if path in /b, 2 if path in /a')
    expect(other.fingerprint).toBe(one.fingerprint)
    expect(other.rules[0]!.id).toBe(one.rules[0]!.id)
  })

  test('is plain data: it can be cloned', () => {
    expect(structuredClone(model)).toEqual(model)
  })
})

describe('lowering', () => {
  test('`!=` and `not in` become `not`, `in` with several names becomes `or`', () => {
    const model = check('list a = 192.0.2.1\nblock ip in a, 192.0.2.2, 192.0.2.3 when method != "GET"')
    const [rule] = model.rules
    expect(rule?.guards[0]?.condition).toEqual({
      kind: 'not',
      condition: leaf({ kind: 'text-in', subject: { kind: 'method' }, values: ['GET'] }),
    })
    expect(rule).toMatchObject({
      condition: { kind: 'or', any: [{ test: { kind: 'ip-in' } }, { test: { kind: 'ip-in' } }] },
    })
  })

  test('sets written in place with equal content are one set', () => {
    const model = check('block ip in 192.0.2.0/25, 192.0.2.128/25\nlimit 5 per minute per ip when ip in 192.0.2.0/24')
    expect(model.addressSets).toHaveLength(1)
  })

  test('paths are not folded if they match exactly', () => {
    const model = check('paths match exactly\nblock path in /Admin/ when path == "/X/"')
    expect(model.pathSets[0]?.include).toEqual(['/Admin/'])
    expect(model.rules[0]?.guards[0]?.condition).toMatchObject({ test: { values: ['/X/'] } })
  })

  test('the exceptions of a nested set of paths apply only to that set', () => {
    const model = check('paths a = /a/** except /a/b\npaths c = a, /a/b/c\nblock path in c')
    expect(model.rules[0]).toMatchObject({
      condition: { kind: 'or', any: [{ test: { kind: 'path-in' } }, { test: { kind: 'path-in' } }] },
    })
    expect(model.pathSets).toMatchObject([
      { include: ['/a/**'], except: ['/a/b'] },
      { include: ['/a/b/c'], except: [] },
    ])
  })

  test('nested windows keep their time zones', () => {
    const model = check(
      'window works = sun 02:00-04:00 Europe/Berlin\nwindow day = mon-sun 00:00-24:00 except works\nblock anyone during day',
    )
    expect(model.windows.map(({ spec }) => spec.zone)).toEqual(['UTC', 'Europe/Berlin'])
    expect(model.rules[0]?.guards[0]?.condition).toMatchObject({
      kind: 'and',
      all: [{ test: { kind: 'now-in' } }, { kind: 'not' }],
    })
  })

  test('the zone of a file applies to its windows', () => {
    const model = check('zone Europe/Bucharest\nblock anyone during sat-mon 22:00-06:00')
    expect(model.windows[0]?.spec).toEqual({
      terms: [{ days: 0b1100001, clock: { from: 1320, to: 360 } }],
      except: [],
      zone: 'Europe/Bucharest',
    })
  })

  test('a window written in a test has the zone after it, as after `during`', () => {
    const [inTest, inClause] = ['when now in', 'during'].map(
      (words) => check(`block anyone ${words} mon-fri 09:00-17:00 Europe/Bucharest`).windows,
    )
    expect(inTest).toMatchObject([{ spec: { zone: 'Europe/Bucharest' } }])
    expect(inTest).toEqual(inClause)
  })

  test('sets of bots come before the sets that refer to them', () => {
    const model = check('bots all = set some, bingbot\nbots some = googlebot from 192.0.2.0/24\nblock bot in all')
    expect(model.botSets.map(({ name }) => name)).toEqual(['some', 'all'])
    expect(model.botSets[1]?.terms[0]).toEqual({ kind: 'set', set: 0 })
  })

  test('a limit with a disabled number of an import is left out', () => {
    const model = check(
      'import robots "r.txt" as r\nlimit r.rate per minute per ip\nlimit r.peak_rate per minute per ip\n>>> r.txt\nrate 7\n',
    )
    expect(model.rules).toMatchObject([{ kind: 'limit', count: 7 }])
  })

  test('a rule of an imported file has its position in that file', () => {
    const model = check('import robots "r.txt"\n>>> r.txt\nUser-agent: *\nblocked 192.0.2.1\n')
    expect(model.rules[0]?.place).toMatchObject({ file: 'r.txt', line: 2 })
    expect(model.files).toEqual([
      { file: 'site.policy', role: 'policy' },
      { file: 'r.txt', role: 'import' },
    ])
  })

  test('imported lists exclude protected addresses', () => {
    const model = check(
      'list protected = 203.0.113.0/24\nimport robots "r.txt" as r\nblock ip in r.blocked\n>>> r.txt\nblocked 203.0.113.7\nblocked 192.0.2.1\n',
    )
    const { condition } = model.rules[0] as Extract<Rule, { kind: 'block' }>
    const test = condition.kind === 'test' ? condition.test : undefined
    expect(addresses(model, test?.kind === 'ip-in' ? test.set : -1)).toEqual(['192.0.2.1/32'])
  })

  test('facts of plugins name the plugin', () => {
    const model = check('use geo\nblock country == "RO"')
    expect(model.facts).toContainEqual({ name: 'country', type: 'text', presence: 'optional', plugin: 'geo' })
    expect(model.plugins).toEqual(['geo'])
  })
})

describe('included files', () => {
  test('are guarded by the blocks around each `include`, and in force if either is', () => {
    const model = check(
      'where method == "GET" {\n  include "a.policy"\n}\nwhere host == "x" {\n  include "a.policy"\n}\n>>> a.policy\nblock ip in 192.0.2.1\n',
    )
    expect(model.rules).toHaveLength(1)
    expect(model.rules[0]?.guards).toMatchObject([{ source: 'where', text: '(method == "GET") or (host == "x")' }])
  })

  test('are unguarded if one `include` is', () => {
    const model = check(
      'where method == "GET" {\n  include "a.policy"\n}\ninclude "a.policy"\n>>> a.policy\nblock ip in 192.0.2.1\n',
    )
    expect(model.rules[0]?.guards).toEqual([])
  })

  test('lift only their own limits with `exempt … from limits`', () => {
    const model = check(
      'include "a.policy"\nlimit 9 per minute per ip\nexempt ip in 192.0.2.9 from limits\n>>> a.policy\nlimit 5 per minute per ip\nexempt ip in 192.0.2.1 from limits\n',
    )
    const lifted = (part: string): readonly string[] => {
      const rule = ruleOf(model, part)
      return rule.kind === 'exempt' ? rule.lifts.map((index) => model.rules[index]!.text) : []
    }
    expect(lifted('192.0.2.1')).toEqual(['limit 5 per minute per ip'])
    expect(lifted('192.0.2.9')).toEqual(['limit 5 per minute per ip', 'limit 9 per minute per ip'])
  })

  test('keep a limit separate from an equal one of another file if only one is lifted', () => {
    const model = check(
      'include "a.policy"\nlimit 5 per minute per ip\n>>> a.policy\nlimit 5 per minute per ip\nexempt ip in 192.0.2.1 from limits\n',
    )
    const limits = model.rules.filter((rule): rule is LimitRule => rule.kind === 'limit')
    expect(limits).toHaveLength(2)
    expect(new Set(limits.map(({ identity }) => identity)).size).toBe(2)
    expect(new Set(limits.map(({ id }) => id)).size).toBe(2)
  })

  test('do not merge rules whose sets have equal names but different content', () => {
    const model = check(
      'include "a.policy"\nlist bad = 192.0.2.1\nblock ip in 192.0.2.1\n>>> a.policy\nlist bad = 192.0.2.2\nblock ip in bad\n',
    )
    expect(model.rules).toHaveLength(2)
    expect(
      codesOf(
        'include "a.policy"\ninclude "b.policy"\n>>> a.policy\nlist bad = 192.0.2.2\nblock ip in bad\n>>> b.policy\nlist bad = 192.0.2.3\nblock ip in bad\n',
      ),
    ).toEqual([])
  })
})

describe('limits', () => {
  test('keep their identity when N, place and list contents change', () => {
    const identity = (text: string): string =>
      (check(text).rules.find((rule) => rule.kind === 'limit') as LimitRule).identity
    const before = identity('list a = 192.0.2.1\nlimit 5 per minute per ip when ip in a and method == "GET"')
    expect(identity('list a = 192.0.2.0/24\n\nlimit 7 per 60 seconds per ip when method == "GET" and ip in a')).toBe(
      before,
    )
    expect(identity('list a = 192.0.2.1\nwhere method == "GET" { limit 5 per minute per ip when ip in a }')).toBe(
      before,
    )
    expect(identity('list a = 192.0.2.1\nlimit 5 per hour per ip when ip in a and method == "GET"')).not.toBe(before)
    expect(identity('limit 5 per minute per ip as "login"')).toBe('login')
  })

  test('that differ only in N have separate counts', () => {
    const model = check('limit 5 per minute per ip\nlimit 9 per minute per ip')
    const [a, b] = model.rules as readonly LimitRule[]
    expect(a?.identity).not.toBe(b?.identity)
  })

  test('refer to the limit that they replace', () => {
    const model = check(
      'limit 5 per minute per ip as "free"\nlimit 50 per minute per ip when path in /x as "pro" replaces "free"',
    )
    const pro = ruleOf(model, 'pro') as LimitRule
    expect(model.rules[pro.replaces!]?.name).toBe('free')
  })
})

describe('a host without files', () => {
  test('is enough for a policy in one text', () => {
    const { model } = checkPolicy({ file: 'x.policy', text: 'block ip in 192.0.2.1' }, noFiles)
    expect(model?.rules).toHaveLength(1)
  })

  test('reports includes and list files as errors', () => {
    const text = 'include "a.policy"\nblock ip in a\nlist a = file "a.txt"'
    const { model, diagnostics } = checkPolicy({ file: 'x.policy', text }, noFiles)
    expect(model).toBeUndefined()
    expect(diagnostics.map(({ code }) => code)).toEqual(['TG220', 'TG220'])
  })
})

describe('matches on paths that ignore a trailing slash', () => {
  const conditionOf = (text: string) => {
    const [rule] = check(text).rules
    return rule?.kind === 'block' ? rule.condition : undefined
  }
  const match = (operator: 'contains' | 'starts-with' | 'ends-with', value: string) =>
    leaf({ kind: 'text-match', subject: { kind: 'path' }, operator, value })
  const same = (value: string) => leaf({ kind: 'text-in', subject: { kind: 'path' }, values: [value] })

  test.each([
    ['starts with "/V1/"', { kind: 'or', any: [match('starts-with', '/v1/'), same('/v1')] }],
    ['contains "/b/"', { kind: 'or', any: [match('contains', '/b/'), match('ends-with', '/b')] }],
    ['ends with "/b/"', match('ends-with', '/b')],
    ['starts with "/"', match('starts-with', '/')],
    ['starts with "/v1"', match('starts-with', '/v1')],
  ])('`path %s` matches the path with the slash, although it is compared without', (text, condition) => {
    expect(conditionOf(`block path ${text}`)).toEqual(condition)
  })

  test('if paths match exactly, a match is a single test', () => {
    expect(conditionOf('paths match exactly\nblock path starts with "/V1/"')).toEqual(match('starts-with', '/V1/'))
  })
})

describe('texts that paths are compared with', () => {
  const conditionOf = (text: string) => {
    const [rule] = check(text).rules
    return rule?.kind === 'block' ? rule.condition : undefined
  }

  test.each([
    ['path == "/%61dmin/"', { kind: 'text-in', values: ['/admin'] }],
    ['path == "/É"', { kind: 'text-in', values: ['/%c3%89'] }],
    ['path starts with "/é b"', { operator: 'starts-with', value: '/%c3%a9%20b' }],
    ['path contains "%C3%A9"', { operator: 'contains', value: '%c3%a9' }],
    ['path ends with ".PHP"', { operator: 'ends-with', value: '.php' }],
    ['target starts with "/%61?q=%61"', { operator: 'starts-with', value: '/a?q=a' }],
    ['target contains "%61%2f"', { operator: 'contains', value: 'a%2f' }],
    ['target ends with "=é"', { operator: 'ends-with', value: '=%c3%a9' }],
  ])('`%s` is compared as requests are written', (text, condition) => {
    expect(conditionOf(`block ${text}`)).toMatchObject({ test: condition })
  })

  test('keep their case, with hex digits in upper case, if paths match exactly', () => {
    expect(conditionOf('paths match exactly\nblock path == "/%61B/%c3%a9/"')).toMatchObject({
      test: { values: ['/aB/%C3%A9/'] },
    })
  })
})

describe('the model of a policy', () => {
  test('a test for presence in one alternative does not establish the fact outside of the alternatives', () => {
    const text = 'fact user.role : text with user\nblock (user is present or method == "GET") and user.role != "admin"'
    const { diagnostics } = checkPolicy({ file: 'x.policy', text }, noFiles)
    expect(diagnostics.map(({ code }) => code)).toEqual(['TG301'])
  })

  test('limits that differ only in their burst are two limits', () => {
    expect(check('limit 5 per minute per ip burst 2\nlimit 5 per minute per ip burst 3').rules).toHaveLength(2)
  })

  test('addresses after `except` are not in a list', () => {
    const model = check('list a = 10.0.0.0/8, 192.0.2.1 except 10.1.0.0/16\nblock ip in a')
    const { set } = model.addressSets.find(({ name }) => name === 'a')!
    const has = (ip: string): boolean => ipSetHas(set, parseIp(ip)!)
    expect(['10.0.0.1', '10.1.0.1', '10.2.0.0', '192.0.2.1'].map(has)).toEqual([true, false, true, true])
  })

  test.each(['allow only bot in b', 'block bot in b', 'allow only agent contains "x"', 'block anyone when bot in b'])(
    '`%s` does not apply to /robots.txt',
    (rule) => {
      const [only] = check(`bots b = spider\n${rule}`).rules
      expect(only?.guards.map(({ source }) => source)).toContain('bots-on-robots-txt')
    },
  )
})
