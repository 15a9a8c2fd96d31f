import { describe, expect, test } from 'vitest'
import type { RobotsNote } from './parse/note.ts'
import { toPolicy, type RobotsPolicy } from './to-policy.ts'

const codes = (notes: readonly RobotsNote[]): readonly string[] => notes.map((note) => note.code)
const sources = ({ text, sourceLines }: RobotsPolicy, part: string): readonly (number | undefined)[] =>
  text.split('\n').flatMap((line, index) => (line.includes(part) ? [sourceLines[index]] : []))

describe('restrict-ip directives as policy text', () => {
  test('an empty file gives the documented defaults', () => {
    expect(toPolicy('').text).toBe(`# The rules of robots.txt. Missing directives have the documented defaults.

# list blocked: empty
bots   allowed = googlebot, bingbot, facebookexternalhit, keycdn, meta-externalagent  # default
bots   bad     =
  # default
  spider, crawler, scrapy, ahrefsbot, bytespider, mj12bot, amazonbot, dotbot, claudebot, semrushbot, petalbot
paths  static  = /web/static/**, /web/assets/**  # default
window peak    = 04:00-17:00 UTC  # default

where path not in static {
  block bot in bad unless bot in allowed  # default
  where user is absent {
    limit 5 per minute per ip  when bot in allowed during peak  including refused  # default
    limit 200 per minute per ip  including refused  # default
  }
}
`)
  })

  test('every directive has its place, and every line has its source', () => {
    const policy = toPolicy(
      '# restrict-ip: allowed_bot = googlebot\n# restrict-ip: bad_bot = spider, Brightbot 1.0\n# restrict-ip: rate_limit = 50\n' +
        '# restrict-ip: bot_peak_rate_limit = 3\n# restrict-ip: blocked_ip = 1.2.3.4\n# restrict-ip: blocked_ip = 10.0.0.0/8, 2001:DB8::1\n',
      { protectedList: 'office', fileName: 'web/robots.txt' },
    )
    expect(policy.text).toBe(`# The rules of web/robots.txt. Missing directives have the documented defaults.

list   blocked =
  # web/robots.txt:5
  1.2.3.4,
  # web/robots.txt:6
  10.0.0.0/8, 2001:db8::1
  except office
bots   allowed = googlebot  # web/robots.txt:1
bots   bad     = spider, "brightbot 1.0"  # web/robots.txt:2
paths  static  = /web/static/**, /web/assets/**  # default
window peak    = 04:00-17:00 UTC  # default

block ip in blocked  as "blocked_ip in web/robots.txt"  log warn  # web/robots.txt:5

where path not in static {
  block bot in bad unless bot in allowed  # web/robots.txt:2
  where user is absent {
    limit 3 per minute per ip  when bot in allowed during peak  including refused  # web/robots.txt:4
    limit 50 per minute per ip  including refused  # web/robots.txt:3
  }
}
`)
    expect(policy.sourceLines.length).toBe(policy.text.split('\n').length - 1)
    expect([
      sources(policy, 'block ip in'),
      sources(policy, 'limit 3'),
      sources(policy, 'limit 50'),
      sources(policy, '  1.2.3.4'),
    ]).toEqual([[5], [4], [3], [5]])
    expect(policy.numbers).toEqual({ rate: { perMinute: 50, line: 3 }, peakRate: { perMinute: 3, line: 4 } })
    expect(policy.lists).toEqual({
      blocked: ['1.2.3.4', '10.0.0.0/8', '2001:db8::1'],
      allowed: ['googlebot'],
      bad: ['spider', 'brightbot 1.0'],
    })
    expect(policy.enforced).toBeUndefined()
  })

  test('empty and switched-off settings are omitted from the text but kept in the data', () => {
    const policy = toPolicy('# restrict-ip: bad_bot =\n# restrict-ip: allowed_bot =\n# restrict-ip: rate_limit = off\n')
    expect(policy.text).toBe(`# The rules of robots.txt. Missing directives have the documented defaults.

# list blocked: empty
# bots allowed: empty
# bots bad: empty
`)
    expect(policy.lists).toEqual({ blocked: [], allowed: [], bad: [] })
    expect(policy.numbers.rate).toBeUndefined()
  })

  test('without rules the declarations remain', () => {
    const { text } = toPolicy('# restrict-ip: blocked_ip = 1.2.3.4', { rules: false })
    expect(text).toContain('list   blocked = 1.2.3.4')
    expect(text).not.toMatch(/^\s*(?:block|limit|where) /m)
  })

  test('keywords of the language are quoted as tokens', () => {
    const { text } = toPolicy(
      '# restrict-ip: bad_bot = unless, monday, mon-x, set, a.b.c, iask/2.0, 360spider, plain-bot.v2, x_bot',
    )
    expect(text).toContain(
      '= "unless", "monday", "mon-x", "set", "a.b.c", "iask/2.0", "360spider", plain-bot.v2, x_bot',
    )
  })

  test('a file name cannot break out of a comment or a name', () => {
    const { text } = toPolicy('# restrict-ip: blocked_ip = 1.2.3.4', { fileName: 'a"\nblock anyone\u202e' })
    expect(text).not.toMatch(/^block anyone/m)
    expect(text).toContain('as "blocked_ip in a__block anyone_"')
  })
})

describe('threats: hostile robots.txt', () => {
  test.each(['mozilla', 'Safari', 'x', 'applewebkit', 'like', 'co'])(
    'the token `%s` is refused in both lists unless it is confirmed',
    (token) => {
      const file = `# restrict-ip: bad_bot = ${token}, evilbot\n# restrict-ip: allowed_bot = ${token}`
      const policy = toPolicy(file)
      expect(policy.lists).toMatchObject({ bad: ['evilbot'], allowed: [] })
      expect(codes(policy.notes).filter((code) => code === 'token-refused')).toHaveLength(2)
      expect(toPolicy(file, { confirmedTokens: [token] }).lists.bad).toEqual(
        token.length > 1 ? [token.toLowerCase(), 'evilbot'] : ['evilbot'],
      )
    },
  )

  test.each(['0.0.0.0/0', '::/0', '10.0.0.0/7', '2001::/18', '::ffff:0:0/96'])(
    '`blocked_ip = %s` is refused',
    (network) => {
      const policy = toPolicy(`# restrict-ip: blocked_ip = ${network}`)
      expect(policy.lists.blocked).toEqual([])
      expect(codes(policy.notes)).toContain('address-refused')
    },
  )

  test.each([
    'chrome/151',
    'Chrome/1',
    'pixel 9',
    'Firefox/222',
    'instagram',
    'iphone18,2',
    'tizen',
    'viber',
    'butter',
    'cubot',
    '10_16',
    'SM-S931',
  ])('the token `%s` reaches people whatever its number, and is refused', (token) => {
    expect(toPolicy(`# restrict-ip: bad_bot = ${token}`).lists.bad).toEqual([])
  })

  test('lists of bots have at most 1,000 tokens, and a note says how many were skipped', () => {
    const tokens = Array.from({ length: 1500 }, (_, index) => `evilbot${index}x`)
    const policy = toPolicy(`# restrict-ip: bad_bot = ${tokens.join(', ')}`)
    expect(policy.lists.bad).toHaveLength(1000)
    expect(policy.notes).toMatchObject([{ code: 'too-many', line: 1 }])
  })

  test('a rate below the floor is raised to it', () => {
    const policy = toPolicy('# restrict-ip: rate_limit = 1')
    expect(policy.numbers.rate).toEqual({ perMinute: 5, line: 1 })
    expect(policy.notes).toMatchObject([{ code: 'value-capped', line: 1 }])
    expect(toPolicy('# restrict-ip: rate_limit = 1', { minimumRate: 1 }).numbers.rate?.perMinute).toBe(1)
    expect(toPolicy('# restrict-ip: rate_limit = 5').notes).toEqual([])
  })

  test('tokens with quotes cannot break out of their quotes', () => {
    const policy = toPolicy('# restrict-ip: bad_bot = x" exempt anyone from limits, a\\')
    expect(policy.text).not.toContain('exempt')
    expect(policy.lists.bad).toEqual([])
  })
})

describe('groups as policy text', () => {
  const file = `User-agent: Googlebot
User-agent: Googlebot-Image
Disallow: /private/
Allow: /private/ok
Crawl-delay: 2.5

User-agent: GPTBot
Disallow: /

User-agent: *
Disallow: /*.php$
Disallow: /a(b)
Disallow: /x$y
Disallow: *secret
Request-rate: 1/10s 0600-2200
Crawl-delay: 10
Visit-time: 2200-0600
`
  const groups = (text: string): string => text.slice(text.indexOf('# The groups'))

  test('each audience has its block of rules', () => {
    expect(groups(toPolicy(file, { enforceRules: true }).text)).toBe(
      `# The groups of robots.txt. The longest agent name in a User-Agent decides; browsers are not affected.
bots group_1 = word "googlebot", word "googlebot-image"  # robots.txt:1
bots group_7 = word "gptbot" except word "googlebot", word "googlebot-image"  # robots.txt:7
bots generic = "bot/", "bot+", "bot@", "bot.", "spider/", "spider@", crawl, slurp, scraper, archiver, fetcher, "+http" except cubot, fubo
bots generic_ends = "bot)", "bot;", "bot-", "bot (", "spider)", "spider;" except android, tizen, web0s, webos, hbbtv, smart-tv, smarttv, symbian, midp, kaios, playstation, cubot, fubo
bots generic_plain = bot, spider except "mozilla/", "opera/", linux, windows, iphone, ipad, "mac os", roku, dalvik, android, tizen, web0s, webos, hbbtv, smart-tv, smarttv, symbian, midp, kaios, playstation, cubot, fubo
bots named =
  # robots.txt:1
  set group_1,
  # robots.txt:7
  word "gptbot"
paths always_open = /robots.txt, /.well-known/**
window hours_15 = 06:00-22:00 UTC
window hours_16 = 22:00-06:00 UTC

where path not in always_open {
  # User-agent: googlebot, googlebot-image
  where bot in group_1 {
    block target starts with "/private/" unless target starts with "/private/ok"  # robots.txt:3
    limit 2 per 5 seconds per bot  burst 3  # robots.txt:5
  }

  # User-agent: gptbot
  where bot in group_7 {
    block anyone  # robots.txt:8
  }

  # User-agent: *
  where bot is present and bot not in named {
    block target ends with ".php"  # robots.txt:11
    block target starts with "/a(b)"  # robots.txt:12
    block target starts with "/x%24y" or target starts with "/x$y"  # robots.txt:13
    block target contains "secret"  # robots.txt:14
    limit 1 per 10 seconds per ip  during hours_15  # robots.txt:15
    limit 1 per 10 seconds per ip  during hours_16  burst 3  # robots.txt:16
    block anyone during hours_15  reply 503 "outside of the hours of robots.txt"  # robots.txt:17
  }
}
`,
    )
  })

  test('the source of a rule is the line of robots.txt that requires it', () => {
    const policy = toPolicy(file, { enforceRules: true })
    expect(sources(policy, '"/private/"')).toEqual([3])
    expect(sources(policy, 'block anyone  #')).toEqual([8])
  })

  test('with `rules: false` only the groups are written', () => {
    expect(toPolicy(file, { enforceRules: true, rules: false }).text).not.toContain('static')
    expect(toPolicy('Sitemap: x', { enforceRules: true, rules: false }).text).toContain(
      '# No group of robots.txt needs a rule.',
    )
  })

  test('a delay can be counted for each address', () => {
    expect(toPolicy('User-agent: a1\nCrawl-delay: 5', { enforceRules: true }).text).toContain(
      'limit 1 per 5 seconds in total  burst 3',
    )
    expect(toPolicy('User-agent: a1\nCrawl-delay: 5', { enforceRules: true, delayKey: 'address' }).text).toContain(
      'limit 1 per 5 seconds per ip  burst 3',
    )
  })

  test.each([
    ['60', '1 per minute'],
    ['120', '1 per 2 minutes'],
    ['3600', '1 per hour'],
    ['86400', '1 per day'],
    ['90', '1 per 90 seconds'],
    ['0.5', '2 per second'],
  ])('Crawl-delay %s is `%s`', (delay, text) => {
    expect(toPolicy(`User-agent: a1\nCrawl-delay: ${delay}`, { enforceRules: true }).text).toContain(
      `limit ${text} in total`,
    )
  })

  test('many names that longer ones override share one declaration of these', () => {
    const names = Array.from({ length: 12 }, (_, index) => `long-name-of-bot-${index}`)
    const text = `${names.map((name) => `User-agent: ${name}\n`).join('')}Disallow: /\nUser-agent: shortbot\nDisallow: /x\n`
    expect(toPolicy(text, { enforceRules: true }).text).toContain('bots group_14 = word "shortbot" except set over_8')
  })

  test.each([
    ['Disallow: /a//b', 'repeated slashes'],
    ['Disallow: /a/../b', 'segment'],
    ['Disallow: /%00', 'control characters'],
    ['Disallow: /a%5Cb', 'backslash'],
    ['Disallow: /100%', 'invalid `%`'],
    [`Disallow: /${'a'.repeat(2048)}`, '2048'],
  ])('`%.24s` needs no rule, because no such request reaches the rules', (line, reason) => {
    const policy = toPolicy(`User-agent: a1\n${line}`, { enforceRules: true })
    expect(policy.text).not.toContain('block target')
    expect(policy.notes.find((note) => note.message.includes(reason))).toMatchObject({ code: 'not-enforced', line: 2 })
  })

  test.each([
    ['Disallow: /.git', 'starts with "/.git"'],
    ['Disallow: /a/..b/', 'starts with "/a/..b/"'],
    ['Disallow: /.', 'starts with "/."'],
    ['Disallow: *', 'block anyone'],
    ['Disallow: /*', 'block anyone'],
    ['Disallow: */x', 'contains "/x"'],
    ['Disallow: /*/x/', 'target in /**/x/, /**/x/*/**'],
    ['Disallow: /x/*/', 'target in /x/*/, /x/**/*/**'],
    ['Disallow: /x/*/$', 'target in /x/*/, /x/**/*/'],
    ['Disallow: /*/', '(target in /*/, /**/*/** and target != "/")'],
    ['Disallow: */a*b', 'target in /a**b**, /**/a**b**'],
    ['Disallow: /*?', 'contains "?"'],
    ['Disallow: /x?q=%22$', 'target == "/x?q=%22" or target == "/x?q=\\""'],
    ['Disallow: /x/*$', 'starts with "/x/"'],
    ['Disallow: /a b', 'starts with "/a%20b"'],
    ['Disallow: /a,b$', 'target == "/a,b"'],
    ['Disallow: /a{*', 'starts with "/a%7B"'],
    ['Disallow: /é', 'starts with "/%C3%A9"'],
  ])('`%s` contains %s', (line, text) => {
    expect(toPolicy(`User-agent: a1\n${line}`, { enforceRules: true }).text).toContain(text)
  })

  test('anything that cannot be enforced exactly is noted, with its line', () => {
    const { notes } = toPolicy(
      'User-agent: a1\nNoindex: /x\nContent-Signal: ai-train=no\nContent-Usage: train-ai=n\nCache-delay: 4\nHost: a.b\nClean-param: x\nDisallow: /a*-%2A\nDisallow: /a(*)\nfoo',
      { enforceRules: true },
    )
    const unenforced = notes.filter((note) => note.code === 'not-enforced').map((note) => note.line)
    expect(unenforced).toEqual([2, 3, 4, 5, 6, 7])
    expect(notes.filter((note) => note.code === 'approximated').map((note) => note.line)).toEqual([undefined, 8, 9])
    expect(notes.filter((note) => note.code === 'line-ignored').map((note) => note.line)).toEqual([10])
  })

  test.each([
    ['Disallow: /%3a', true],
    ['Disallow: /*a%3a', true],
    ['Disallow: /a?b=%3a', false],
    ['Disallow: /%24', false],
    ['Disallow: /:', false],
  ])('a path that a policy cannot distinguish from another spelling is noted: `%s`', (line, isNoted) => {
    const { notes } = toPolicy(`User-agent: *\n${line}`, { enforceRules: true })
    expect(notes.some(({ message }) => message.includes('so the rule is about both'))).toBe(isNoted)
  })

  test('at most 200 windows are declared', () => {
    const hours = Array.from(
      { length: 300 },
      (_, index) =>
        `User-agent: bot${index}\nVisit-time: ${String(Math.floor(index / 60)).padStart(2, '0')}${String(index % 60).padStart(2, '0')}-2300\nDisallow:\n`,
    )
    const policy = toPolicy(hours.join(''), { enforceRules: true })
    expect(policy.text.match(/^window hours/gm)).toHaveLength(200)
    expect(codes(policy.notes)).toContain('not-enforced')
  })
})
