import { describe, expect, test } from 'vitest'
import { parseRobots } from './parse-robots.ts'

const at = (clock: string): Date => new Date(`2026-11-20T${clock}Z`)
const lineOf = (text: string): unknown => parseRobots(`User-agent: *\n${text}`).lines[1]

describe('behaviours 6: Crawl-delay', () => {
  test.each([
    ['10', 10],
    ['1', 1],
    ['.5', 0.5],
    ['0.5', 0.5],
    ['15', 15],
    ['120', 120],
    ['300', 300],
    ['0', 0],
    ['3600', 3600],
    ['86400', 86_400],
    ['10# Sitemap archive', 10],
    ['\t20\t# comment', 20],
    ['2.', 2],
  ])('`Crawl-delay: %s` is %d seconds', (value, seconds) => {
    expect(parseRobots(`User-agent: *\nCrawl-delay: ${value}`).delayFor('x')).toBe(seconds)
  })

  test.each(['-1.25', '[5]', 'abc', '', '1e3', '0x10', 'NaN', 'Infinity', '5s', '1,5'])(
    '`Crawl-delay: %s` is ignored, with a reason',
    (value) => {
      const robots = parseRobots(`User-agent: *\nCrawl-delay: ${value}`)
      expect(robots.delayFor('x')).toBeUndefined()
      expect(robots.lines[1]).toMatchObject({
        kind: 'crawl-delay',
        outcome: 'ignored',
        because: expect.stringContaining('seconds'),
      })
    },
  )

  test('delays above 300 seconds are suspicious, and those above a day are reduced to a day', () => {
    expect(lineOf('Crawl-delay: 301')).toMatchObject({ outcome: 'suspicious' })
    expect(parseRobots(`User-agent: *\nCrawl-delay: ${'9'.repeat(78)}`).delayFor('x')).toBe(86_400)
  })

  test('an invalid delay is skipped, the longest of an agent applies, and `*` is not a fallback', () => {
    const text =
      'User-agent: a\nCrawl-delay: -1.25\nDisallow:\nUser-agent: a\nCrawl-delay: 2\nCrawl-delay: 3\nDisallow:\nUser-agent: b\nDisallow:\nUser-agent: *\nCrawl-delay: 9'
    expect(['a', 'b', 'c'].map((agent) => parseRobots(text).delayFor(agent))).toEqual([3, undefined, 9])
  })

  test('a delay before the first group applies to all agents that have none of their own', () => {
    const text = 'Crawl-delay: 7\nUser-agent: a\nCrawl-delay: 2\nDisallow:\nUser-agent: b\nDisallow: /'
    expect(['a', 'b', 'c'].map((agent) => parseRobots(text).delayFor(agent))).toEqual([2, 7, 7])
  })

  test('between User-agent lines it belongs to the agents above, while they share the rules below', () => {
    const robots = parseRobots('User-agent: a\nCrawl-delay: 5\nUser-agent: b\nCrawl-delay: 6\nDisallow: /x')
    expect([robots.delayFor('a'), robots.delayFor('b')]).toEqual([5, 6])
    expect([robots.isAllowed('a', '/x'), robots.isAllowed('b', '/x')]).toEqual([false, false])
    expect(robots.lines[2]).toMatchObject({ outcome: 'suspicious', because: expect.stringContaining('line 1') })
  })

  test.each(['crawldelay', 'Crawl delay', 'CRAWL_DELAY'])('misspelt `%s` is accepted', (key) => {
    expect(parseRobots(`User-agent: *\n${key}: 4`).delayFor('x')).toBe(4)
  })
})

describe('behaviours 6: Request-rate', () => {
  const rate = (value: string): unknown => parseRobots(`User-agent: *\nRequest-rate: ${value}`).ratesFor('x')[0]
  test.each([
    ['1/5', 1, 5],
    ['1/10s', 1, 10],
    ['100/15m', 100, 900],
    ['400/1h', 400, 3600],
    ['9000/1d', 9000, 86_400],
    ['1/2w', 1, 1_209_600],
    ['1/60', 1, 60],
    ['30/1m', 30, 60],
    ['8/1s', 8, 1],
    ['1 / 10', 1, 10],
    ['5/1', 5, 1],
  ])('`%s` is %d documents in %d seconds', (value, documents, periodSeconds) => {
    expect(rate(value)).toEqual({ documents, periodSeconds, hours: undefined })
  })

  test.each([
    ['1/10s 1820-1940', 1100, 1180],
    ['1/10 0600-0845', 360, 525],
    ['1/1s 2200-0600', 1320, 360],
    ['8/2m 07:00-21:00', 420, 1260],
    ['1200/3h 09.00-15.00', 540, 900],
    ['5/1m 0200-2259', 120, 1379],
    ['1/5m 0600-0845 UTC', 360, 525],
  ])('`%s` has hours', (value, fromMinute, toMinute) => {
    expect(rate(value)).toMatchObject({ hours: { fromMinute, toMinute } })
  })

  test('with invalid hours, the rate applies all day, with a note', () => {
    expect(rate('1/5 07-21')).toEqual({ documents: 1, periodSeconds: 5, hours: undefined })
    expect(lineOf('Request-rate: 1/5 07-21')).toMatchObject({
      outcome: 'suspicious',
      because: expect.stringContaining('hours'),
    })
  })

  test.each(['5', '10', '0/5', '1/0', 'a/b', '1/5y', '', '-1/5', '1.5/5'])(
    '`%s` is ignored, with a reason',
    (value) => {
      expect(rate(value)).toBeUndefined()
      expect(lineOf(`Request-rate: ${value}`)).toMatchObject({
        outcome: 'ignored',
        because: expect.stringMatching(/./),
      })
    },
  )

  test('without a colon it is understood too', () => {
    const robots = parseRobots(
      'User-agent: *\nrequest rate 1/10s 1820-1940\nRequest-rate 1/10 07:00-21:00\nrequest rate: 1/7',
    )
    expect(robots.ratesFor('x').map((one) => one.periodSeconds)).toEqual([10, 10, 7])
  })

  test('of several, returns those that apply at an instant', () => {
    const robots = parseRobots('User-agent: *\nRequest-rate: 5/1m 0200-2259\nRequest-rate: 20/1m 2300-0159')
    expect(robots.ratesFor('x', at('12:00:00')).map((one) => one.documents)).toEqual([5])
    expect(robots.ratesFor('x', at('23:00:00')).map((one) => one.documents)).toEqual([20])
    expect(robots.ratesFor('x', at('22:59:00'))).toEqual([])
  })
})

describe('behaviours 6 and 4.4: Visit-time', () => {
  test.each([
    ['0400-0845', 240, 525],
    ['0200 0630', 120, 390],
    ['07:15-11:00', 435, 660],
    ['12.00-17.00', 720, 1020],
    ['1400-2200', 840, 1320],
    ['0000-1200', 0, 720],
    ['0030-0300', 30, 180],
    ['2200-0600', 1320, 360],
    ['0000-2400', 0, 1440],
    ['0000-0000', 0, 1440],
    ['1200-1200', 0, 1440],
    ['1800-0000', 1080, 1440],
    ['0400 - 0845 # night', 240, 525],
    ['7:00-21:00', 420, 1260],
  ])('`%s`', (value, fromMinute, toMinute) => {
    expect(parseRobots(`User-agent: *\nVisit-time: ${value}`).visitTimesFor('x')).toEqual([{ fromMinute, toMinute }])
  })

  test.each(['11-12', '4-17', '2500-0100', '0060-0100', '2401-0100', '2400-0100', '', '0400', '0400-', 'night'])(
    '`%s` is ignored, with a reason',
    (value) => {
      expect(parseRobots(`User-agent: *\nVisit-time: ${value}`).visitTimesFor('x')).toEqual([])
      expect(lineOf(`Visit-time: ${value}`)).toMatchObject({
        kind: 'visit-time',
        outcome: 'ignored',
        because: expect.stringContaining('hours'),
      })
    },
  )

  test('several lines are alternatives; hours are half-open', () => {
    const robots = parseRobots('User-agent: *\nVisit-time: 0715-1100\nVisit-time: 12.00-17.00\nVisit-time: 18:00-20:45')
    const open = ['09:00:00', '14:00:00', '19:00:00', '11:30:00', '11:00:00', '10:59:59'].map((clock) =>
      robots.mayVisit('x', at(clock)),
    )
    expect(open).toEqual([true, true, true, false, false, true])
    expect(parseRobots('').mayVisit('x', at('00:00:00'))).toBe(true)
  })
})

describe('behaviours 6: preferences about content', () => {
  test('Content-Signal', () => {
    const robots = parseRobots('User-agent: *\nContent-Signal: search=yes, AI-input=No, ai-train=no\nAllow: /')
    expect(robots.preferencesFor('x', '/').signals).toEqual(
      new Map([
        ['search', true],
        ['ai-input', false],
        ['ai-train', false],
      ]),
    )
    expect(
      parseRobots('User-agent: *\nContent-Signal: search=yes').preferencesFor('x', '/').signals.has('ai-train'),
    ).toBe(false)
    for (const bad of ['search=maybe', 'search-ai=yes', '', 'yes']) {
      expect(lineOf(`Content-Signal: ${bad}`)).toMatchObject({
        outcome: 'ignored',
        because: expect.stringMatching(/./),
      })
    }
    expect(lineOf('Content-Signal: search=yes, foo=no')).toMatchObject({ outcome: 'suspicious' })
  })

  test('Content-Usage: the longest path wins, `n` wins on one path', () => {
    const text =
      'User-agent: *\nContent-Usage: train-ai=y, search=y\nContent-Usage: /a train-ai=n\nContent-Usage: /a/b\ttrain-ai=y\nContent-Usage: /a/b train-ai=n\nContent-Usage: /a/b/c train-ai=y'
    const usage = (path: string): unknown => parseRobots(text).preferencesFor('x', path).usage.get('train-ai')
    expect(['/', '/a/x', '/a/b', '/a/b/c'].map(usage)).toEqual([true, false, false, true])
    expect(parseRobots(text).preferencesFor('x', '/a').usage.get('search')).toBe(true)
    expect(lineOf('Content-Usage: /a train-ai=yes')).toMatchObject({ outcome: 'ignored' })
  })

  test('Noindex', () => {
    const robots = parseRobots('User-agent: *\nNoindex: /a/*.pdf$\nNoindex:')
    expect([
      robots.isNoindex('x', '/a/b.pdf'),
      robots.isNoindex('x', '/a/b.pdf?x'),
      robots.isAllowed('x', '/a/b.pdf'),
    ]).toEqual([true, false, true])
    expect(robots.lines[2]).toMatchObject({ outcome: 'ignored' })
  })
})

describe('behaviours 6: records without a group', () => {
  test('Host and Domain: the last valid one is used', () => {
    expect(parseRobots('Host: Example.com').host).toBe('example.com')
    expect(parseRobots('Host: a.example\nDomain: https://b.example:8443\nHost: not a host').host).toBe(
      'https://b.example:8443',
    )
    expect(parseRobots('Host: not a host').lines[0]).toMatchObject({ outcome: 'ignored' })
  })

  test('Clean-param', () => {
    const robots = parseRobots('Clean-param: ref&sort /shop/*\nClean-param: sid\nClean-param: &')
    expect(robots.cleanParams).toEqual([
      { parameters: ['ref', 'sort'], path: '/shop/*', line: 1 },
      { parameters: ['sid'], path: '/', line: 2 },
    ])
    expect(robots.lines[2]).toMatchObject({ outcome: 'ignored' })
  })

  test('Cache-delay is a separate delay, Robot-version and Comment have no effect', () => {
    const robots = parseRobots('User-agent: *\nCache-delay: 10\nRobot-version: 2.0\nComment: hello')
    expect(robots.groups[0]?.records).toEqual([{ kind: 'cache-delay', seconds: 10, line: 2 }])
    expect(robots.lines.slice(2).map((line) => [line.kind, line.outcome])).toEqual([
      ['remark', 'understood'],
      ['remark', 'understood'],
    ])
  })

  test('a Sitemap that is not an absolute URL is kept, and suspicious', () => {
    const robots = parseRobots('Sitemap: /sitemap.xml\nSitemap:')
    expect(robots.sitemaps).toEqual(['/sitemap.xml'])
    expect(robots.lines.map((line) => line.outcome)).toEqual(['suspicious', 'ignored'])
  })
})

describe('every line is kept', () => {
  test('with number, kind, text, value and outcome', () => {
    const text = '# hello\n\nUser-agent: A # c\nnonsense\nfoo: bar\n# restrict-ip: rate_limit = 9\nDisallow: /é\u0000x'
    expect(parseRobots(text).lines).toEqual([
      { number: 1, kind: 'comment', text: '# hello', value: undefined, outcome: 'understood', because: undefined },
      { number: 2, kind: 'blank', text: '', value: undefined, outcome: 'understood', because: undefined },
      {
        number: 3,
        kind: 'user-agent',
        text: 'User-agent: A # c',
        value: 'A',
        outcome: 'understood',
        because: undefined,
      },
      {
        number: 4,
        kind: 'malformed',
        text: 'nonsense',
        value: undefined,
        outcome: 'ignored',
        because: 'expected `key: value`',
      },
      {
        number: 5,
        kind: 'unknown',
        text: 'foo: bar',
        value: 'bar',
        outcome: 'ignored',
        because: 'unknown record',
      },
      {
        number: 6,
        kind: 'restrict-ip',
        text: '# restrict-ip: rate_limit = 9',
        value: undefined,
        outcome: 'understood',
        because: undefined,
      },
      {
        number: 7,
        kind: 'disallow',
        text: 'Disallow: /é\u0000x',
        value: '/é',
        outcome: 'suspicious',
        because: 'a NUL ends the line',
      },
    ])
  })

  test('data can be written as JSON and contains no functions', () => {
    const { lines, groups, preamble, sitemaps, host, cleanParams, notes, readBytes, ignoredBytes } = parseRobots(
      'User-agent: *\nDisallow: /\nHost: a.b',
    )
    const data = { lines, groups, preamble, sitemaps, host, cleanParams, notes, readBytes, ignoredBytes }
    expect(structuredClone(data)).toEqual(data)
  })
})

describe('agents', () => {
  test('a version is ignored on both sides, digits and dots belong to the name, lists are read', () => {
    const text =
      'User-agent: AI2Bot\nDisallow: /a\nUser-agent: bigsur.ai\nDisallow: /b\nUser-agent: MistralAI-User/1.0\nDisallow: /c\nUser-agent: One, Two\nDisallow: /d'
    const robots = parseRobots(text)
    const may = (agent: string, path: string): boolean => robots.isAllowed(agent, path)
    expect([
      may('AI2Bot/2.0', '/a'),
      may('AI', '/a'),
      may('bigsur.ai', '/b'),
      may('MistralAI-User', '/c'),
      may('One', '/d'),
      may('Two', '/d'),
    ]).toEqual([false, true, false, false, false, false])
  })

  test('a browser-like string in a User-agent line does not match other bots', () => {
    const robots = parseRobots('User-agent: Mozilla/5.0 (compatible; EvilBot, like Googlebot)\nDisallow: /')
    expect([robots.isAllowed('Googlebot', '/'), robots.isAllowed('EvilBot', '/')]).toEqual([true, true])
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('`%s` is an ordinary agent name', (agent) => {
    expect(parseRobots('User-agent: *\nDisallow: /').isAllowed(agent, '/')).toBe(false)
    const robots = parseRobots(`User-agent: ${agent}\nDisallow: /`)
    expect([robots.isAllowed(agent, '/'), robots.isAllowed('x', '/')]).toEqual([false, true])
  })

  test('an empty User-agent starts a group without agents', () => {
    const robots = parseRobots('User-agent: a\nDisallow: /x\nUser-agent:\nDisallow: /y')
    expect([robots.isAllowed('a', '/x'), robots.isAllowed('a', '/y'), robots.isAllowed('', '/y')]).toEqual([
      false,
      true,
      true,
    ])
    expect(robots.lines[2]).toMatchObject({ outcome: 'suspicious', because: 'it names no agent' })
  })

  test('a wildcard in a name is suspicious', () => {
    expect(parseRobots('User-agent: foo*bot').lines[0]).toMatchObject({
      outcome: 'suspicious',
      because: expect.stringContaining('ends before'),
    })
  })

  test('in a whole User-Agent, the longest name that occurs as a word is used', () => {
    const robots = parseRobots('User-agent: Googlebot\nUser-agent: Googlebot-Image\nUser-agent: bot\nDisallow: /')
    expect(robots.agentIn('Mozilla/5.0 (compatible; Googlebot/2.1)')).toBe('googlebot')
    expect(robots.agentIn('Googlebot-Image/1.0')).toBe('googlebot-image')
    expect(robots.agentIn('NotGooglebot/2.1')).toBe('*')
    expect(robots.agentIn('')).toBe('*')
  })
})
