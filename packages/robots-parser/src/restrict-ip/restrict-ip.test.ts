import { describe, expect, test } from 'vitest'
import { parseRestrictIp, type RestrictIpList } from './restrict-ip.ts'

const values = (list: RestrictIpList | undefined): readonly string[] | undefined =>
  list?.entries.map((entry) => entry.value)

describe('behaviours 4.2: vectors', () => {
  test.each([
    ['# restrict-ip: rate_limit = 200', 200],
    ['#restrict-ip:rate_limit=50', 50],
    ['#  Restrict-IP :  RATE_LIMIT  =  50  ', 50],
    ['# restrict-ip: rate_limit = 200 # was 100', 200],
    ['##\tRestrict-IP\t:\trate_limit\t=\t7\t', 7],
    ['Disallow: /x # restrict-ip: rate_limit = 5', 5],
  ])('%j sets the rate without a note', (text, rate) => {
    const read = parseRestrictIp(text)
    expect(read.rateLimit).toEqual({ value: rate, line: 1 })
    expect(read.notes).toEqual([])
  })

  test('a bot list is lower-cased and blank tokens are dropped', () => {
    expect(values(parseRestrictIp('# restrict-ip: allowed_bot = Googlebot , BingBot,,').allowedBots)).toEqual([
      'googlebot',
      'bingbot',
    ])
  })

  test('`bad_bot =` is an explicit empty list', () => {
    expect(parseRestrictIp('# restrict-ip: bad_bot =').badBots).toEqual({ entries: [], line: 1 })
  })

  test('lists on several lines are joined, in order and without repetition, each entry with its line', () => {
    const read = parseRestrictIp('# restrict-ip: allowed_bot=a1\n\n# restrict-ip: allowed_bot=b1, A1')
    expect(read.allowedBots).toEqual({
      entries: [
        { value: 'a1', line: 1 },
        { value: 'b1', line: 3 },
      ],
      line: 1,
    })
  })

  test('of several numbers the last valid one is used, with a note', () => {
    const read = parseRestrictIp('# restrict-ip: rate_limit=10\n# restrict-ip: rate_limit=x')
    expect(read.rateLimit).toEqual({ value: 10, line: 1 })
    expect(read.notes).toMatchObject([{ code: 'value-invalid', line: 2 }])
    const later = parseRestrictIp('# restrict-ip: rate_limit=10\n# restrict-ip: rate_limit=20')
    expect(later.rateLimit).toEqual({ value: 20, line: 2 })
    expect(later.notes).toMatchObject([{ code: 'line-suspicious', line: 2 }])
  })

  test('five directives joined on one line are all read', () => {
    const read = parseRestrictIp(
      '# restrict-ip: allowed_bot = googlebot,bingbot # restrict-ip: bad_bot = spider, crawler # restrict-ip: rate_limit = 100 ' +
        '# restrict-ip: bot_peak_rate_limit = 3 # restrict-ip: blocked_ip = 1.2.3.4, 5.6.7.8',
    )
    expect(values(read.allowedBots)).toEqual(['googlebot', 'bingbot'])
    expect(values(read.badBots)).toEqual(['spider', 'crawler'])
    expect(read.rateLimit?.value).toBe(100)
    expect(read.botPeakRateLimit?.value).toBe(3)
    expect(values(read.blockedIps)).toEqual(['1.2.3.4', '5.6.7.8'])
    expect(read.notes).toEqual([])
  })

  test('the removed key `cache_ttl` is ignored with a note', () => {
    const read = parseRestrictIp('# restrict-ip: cache_ttl = 5')
    expect(Object.keys(read)).toEqual(['notes'])
    expect(read.notes).toMatchObject([
      { code: 'directive-ignored', line: 1, message: expect.stringContaining('cache_ttl') },
    ])
  })

  test.each(['-1', 'abc', '1.5', '', '1e3', '0', '+5', '2147483648', '99999999999999999999', '0x10', '１'])(
    'the number %j has no effect on the default, with a note',
    (number) => {
      const read = parseRestrictIp(`# restrict-ip: rate_limit = ${number}`)
      expect(read.rateLimit).toBeUndefined()
      expect(read.notes).toMatchObject([{ code: 'value-invalid', line: 1 }])
    },
  )

  test('`off` lifts a limit', () => {
    expect(parseRestrictIp('# restrict-ip: rate_limit = Off').rateLimit).toEqual({ value: 'off', line: 1 })
  })

  test('addresses and networks are blocked, anything else is skipped with a note', () => {
    const read = parseRestrictIp('# restrict-ip: blocked_ip = 1.2.3.4, 999.1.1.1, 10.0.0.0/8')
    expect(values(read.blockedIps)).toEqual(['1.2.3.4', '10.0.0.0/8'])
    expect(read.notes).toMatchObject([
      { code: 'value-invalid', line: 1, message: expect.stringContaining('999.1.1.1') },
    ])
  })

  test('without `#` it is not a directive, and a note says so', () => {
    const read = parseRestrictIp('restrict-ip: rate_limit = 5')
    expect(read.rateLimit).toBeUndefined()
    expect(read.notes).toMatchObject([{ code: 'directive-ignored', line: 1 }])
  })

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('line ends %s give the same result, also after a byte order mark', (_name, end) => {
    const text = ['# restrict-ip: rate_limit = 9', '#\trestrict-ip:\tbad_bot\t=\tx1', '', 'Disallow: /'].join(end)
    for (const input of [text, `\ufeff${text}`, new TextEncoder().encode(`\ufeff${text}`)]) {
      expect(parseRestrictIp(input)).toEqual({
        rateLimit: { value: 9, line: 1 },
        badBots: { entries: [{ value: 'x1', line: 2 }], line: 2 },
        notes: [],
      })
    }
  })
})

describe('behaviours 2: notes', () => {
  test.each([
    ['# restrict-ip: rate-limit = 5', 'did you mean `rate_limit`'],
    ['# restrict-ip: bad_bots = x', 'did you mean `bad_bot`'],
    ['# restrict-ip: colour = red', 'use one of'],
    ['# restrict-ip: rate_limit 5', 'expected `key = value`'],
    ['# restrict-ip: bad_bot = x', 'one-character token'],
    ['# restrict-ip: blocked_ip = 192.168.1.7/24', 'is read as `192.168.1.0/24`'],
    ['# restrict-ip: blocked_ip = 010.0.0.1', 'skipped'],
    ['# restrict-ip: blocked_ip = fe80::1%eth0', 'zone'],
  ])('%j', (text, message) => {
    expect(parseRestrictIp(text).notes).toMatchObject([{ line: 1, message: expect.stringContaining(message) }])
  })

  test('a hostile value is shown without its control characters', () => {
    const [note] = parseRestrictIp('# restrict-ip: rate_limit = \u001b[2J\u202e`5').notes
    expect(note?.message).toContain('\\u{1b}[2J\\u{202e}\\u{60}5`')
  })

  test('other comments are not directives', () => {
    const text = '# restrict-ip directives follow\n# see restrict-ip: rate_limit = 1\n# restrict-ipx: rate_limit = 1'
    expect(parseRestrictIp(text)).toEqual({ notes: [] })
  })
})
