import { checkPolicy, noFiles } from '@tidegate/dsl'
import { runs } from '@tidegate/test-support'
import { formatIp, type IpAddress, ipv4, parseIp } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogRecord, nameAgent } from '@tidegate/access-logs'
import { createMinuteRates } from './minute-rates.ts'
import { suggestedPolicy } from './suggested-policy.ts'
import { createTrafficProfile } from './traffic-profile.ts'

interface Line {
  readonly ip: number
  readonly agent: string | undefined
  readonly target: string
  readonly method: string
  readonly status: number
  readonly afterMs: number
}

function suggestionFrom(requests: readonly (readonly [IpAddress, Partial<Line>])[]): string {
  const traffic = createTrafficProfile()
  let timeMs = Date.UTC(2026, 10, 18)
  for (const [ip, over] of requests) {
    const { afterMs, ...rest } = line(over)
    timeMs += afterMs
    traffic.add({ ...createLogRecord(), ...rest, ip }, timeMs)
  }
  return suggestedPolicy(traffic.profile(), ['access.log'])
}

function suggestion(lines: readonly Line[]): string {
  const traffic = createTrafficProfile()
  let timeMs = Date.UTC(2026, 10, 18)
  for (const { ip, afterMs, ...rest } of lines) {
    timeMs += afterMs
    traffic.add({ ...createLogRecord(), ...rest, ip: ipv4(ip) }, timeMs)
  }
  return suggestedPolicy(traffic.profile(), ['access.log'])
}

const line = (over: Partial<Line> = {}): Line => ({
  ip: 0xcb007109,
  agent: 'Mozilla/5.0',
  target: '/',
  method: 'GET',
  status: 200,
  afterMs: 100,
  ...over,
})

describe('scanners in a log', () => {
  const scans = ['/wp-login.php', '/.env', '/.git/config', '/xmlrpc.php'].map((target) => line({ target, status: 404 }))
  const reader = (target: string, status = 200): Line => line({ ip: 0xc6336401, target, status })
  const scanning = (times: number): readonly Line[] => Array.from({ length: times }, (_, index) => scans[index % 4]!)

  it('are blocked by their pages, and as a whole where they fail more often than everyone else', () => {
    const text = suggestion([...scanning(60), reader('/a'), reader('/b', 404)])
    expect(text).toContain('# Pages that only scanners ask for: 60 requests from 1 address, none answered with 2xx:')
    expect(text).toContain('paths scanned = /wp-login.php, /.env, /.git/config, /xmlrpc.php')
    expect(text).toContain('shadow block path in scanned  as "scanned pages"')
    expect(text).toContain('up to 60 replies 400, 403 and 404 in ten minutes, any other address at most 1.')
    expect(text).toMatch(
      /shadow limit 10 per 10 minutes per ip\s+as "scanners"\s+counting only replies 400, 403, 404\s+then block for 1 hour/,
    )
  })

  it('get no block if other clients fail as often', () => {
    const text = suggestion([...scanning(40), ...Array.from({ length: 40 }, () => reader('/gone', 404))])
    expect(text).toContain('# No limit on failures: ')
    expect(text).not.toContain('then block for')
  })

  it('are not those who use the software of the site', () => {
    const text = suggestion([
      ...Array.from({ length: 30 }, () => reader('/wp-login.php')),
      line({ target: '/wp-login.php', status: 404 }),
    ])
    expect(text).not.toContain('scanned')
  })
})

describe('what a log says about other load', () => {
  it('leaves health checks out of the rates, and shows them', () => {
    const text = suggestion([
      ...Array.from({ length: 600 }, () => line({ target: '/healthz', agent: undefined })),
      line(),
    ])
    expect(text).toContain('# paths of health checks: 600 of 601 requests (/healthz 600)')
    expect(text).toMatch(/shadow limit 10 per minute per ip +when user is absent/)
  })

  it('blocks after many failed logins, if a client had many', () => {
    const failing = (times: number): string =>
      suggestion(Array.from({ length: times }, () => line({ method: 'POST', target: '/login', status: 401 })))
    expect(failing(40)).toMatch(
      /failed up to 40 times in 15 minutes[^]*as "failed logins"\s+counting only replies 401, 403\s+then block for 1 hour/,
    )
    expect(failing(15)).not.toContain('then block for')
  })

  it('limits slow requests at once and by their cost, if the log has durations', () => {
    const traffic = createTrafficProfile()
    for (let index = 0; index < 40; index++) {
      const timeMs = Date.UTC(2026, 10, 18) + index * 1_000
      const own = (target: string, lastsMs: number): Parameters<typeof traffic.add>[0] => ({
        ...createLogRecord(),
        ip: ipv4(0xcb007109),
        agent: 'Mozilla/5.0',
        method: 'GET',
        target,
        status: 200,
        lastsMs,
        timeIsEnd: true,
      })
      traffic.add(own('/export/all?y=2026', 6_000), timeMs)
      traffic.add(own('/', 200), timeMs)
    }
    const text = suggestedPolicy(traffic.profile(), ['access.log'])
    expect(text).toContain(
      '# /export: 40 requests took 6.0 s on average; one address had 6 of them in progress at the same time.',
    )
    expect(text).toContain('shadow limit 3 at once per ip when path in /export/**  as "export at once"')
    expect(text).toMatch(/# Other requests took 0\.2 s on average[^]*as "work"\s+costing 30 if path in \/export\/\*\*/)
    expect(suggestion([line(), line()])).not.toContain('at once')
  })
})

describe('the suggested policy', () => {
  it('contains a limit above what nearly all people need', () => {
    const busy = Array.from({ length: 40 }, () => line())
    expect(suggestion(busy)).toMatch(/shadow limit 60 per minute per ip +when user is absent/)
  })

  it('excludes bots with their own limit from the limit for people', () => {
    const text = suggestion([...Array.from({ length: 40 }, () => line({ agent: 'Googlebot/2.1' })), line()])
    expect(text).toMatch(/shadow limit 60 per minute per ip +when bot in search_bots/)
    expect(text).toMatch(/shadow limit 10 per minute per ip\n? +when user is absent\n? +unless bot in search_bots/)
  })

  it('measures what a limit counts: agents without a name, files outside folders, networks of one IPv6 client', () => {
    const nameless = Array.from({ length: 40 }, () => line({ agent: undefined }))
    expect(suggestion(nameless)).toMatch(/shadow limit 60 per minute per ip +when user is absent/)
    const files = Array.from({ length: 40 }, (_, index) => line({ target: `/app.${index}.js` }))
    expect(suggestion(files)).toMatch(/shadow limit 60 per minute per ip +when user is absent/)
    const rotating = Array.from({ length: 40 }, (_, index) => [parseIp(`2001:db8::${index + 1}`)!, {}] as const)
    expect(suggestionFrom(rotating)).toMatch(/shadow limit 60 per minute per ip +when user is absent/)
  })

  it('shows the share of requests without a User-Agent, separately from programs', () => {
    const text = suggestion([line({ agent: undefined }), line({ agent: 'curl/8' }), line(), line()])
    expect(text).toContain('# programs and libraries: 25 % of the requests (curl 1)')
    expect(text).toContain('# no User-Agent: 25 % of the requests')
  })

  it('limits failed logins if the log shows them', () => {
    const text = suggestion(
      Array.from({ length: 12 }, () => line({ method: 'POST', target: '/login?x=1', status: 401 })),
    )
    expect(text).toContain('path in /login')
    expect(text).toContain('counting only replies 401, 403')
  })

  it('lists clients that only probe for vulnerabilities', () => {
    const text = suggestion(Array.from({ length: 60 }, (_, index) => line({ target: `/x${index}.php`, status: 404 })))
    expect(text).toMatch(/list +probing +=\s*203\.0\.113\.9/)
  })

  it.each(['10.0.0.1', '172.17.0.1', '127.0.0.1', '::1', 'fd00::1', '100.64.0.9'])(
    'never names an address that is not public in a rule that refuses: %s',
    (address) => {
      const probes = Array.from(
        { length: 68 },
        (_, index) => [parseIp(address)!, { target: `/wp-${index}.php`, status: 404, method: 'POST' }] as const,
      )
      const text = suggestionFrom(probes)
      expect(text).not.toContain('probing')
      expect(text).not.toMatch(/^shadow/m)
      expect(text).toContain('100 % of the requests come from addresses that are probably proxies')
      expect(text).toContain(`client ip from x-forwarded-for trusting ${address}`)
      expect(text).toMatch(/^exempt ip in proxies from limits/m)
    },
  )

  it('recognises a public proxy by the many agents that come through it, and still sees who probes', () => {
    const requests = Array.from({ length: 300 }, (_, index): readonly [IpAddress, Partial<Line>] =>
      index % 3 === 0
        ? [parseIp('198.51.100.66')!, { target: `/x${index}.php`, status: 404 }]
        : [parseIp('203.0.113.80')!, { agent: `Mozilla/5.0 (${index % 30})`, status: index % 9 === 1 ? 200 : 404 }],
    )
    const text = suggestionFrom(requests)
    expect(text).toMatch(/list +probing += *198\.51\.100\.66\n/)
    expect(text).toMatch(/list +proxies += *203\.0\.113\.80\n/)
    expect(text).toContain('203.0.113.80: 200 (many different agents; at least 20 agents)')
  })

  it('takes the addresses of a private network for clients if they are many', () => {
    const staff = Array.from({ length: 400 }, (_, index) => [parseIp(`10.1.0.${index % 40}`)!, {}] as const)
    const text = suggestionFrom(staff)
    expect(text).not.toContain('list proxies')
    expect(text).toMatch(/shadow limit 20 per minute per ip +when user is absent/)
  })

  it('shows health checks and monitors, names them in no rule, and does not count them as clients', () => {
    const agents = [
      'ELB-HealthChecker/2.0',
      'kube-probe/1.30',
      'Mozilla/5.0 (compatible; UptimeRobot/2.0)',
      'GoogleHC/1.0',
    ]
    const checks = Array.from({ length: 100 }, (_, index) => line({ agent: agents[index % 4], target: '/healthz' }))
    const text = suggestion([...checks, line({ ip: 1 })])
    expect(text).toContain(
      '# health checks and uptime monitors: 99 % of the requests (elb-healthchecker 25, googlehc 25, kube-probe 25, uptimerobot 25)',
    )
    expect(text).not.toMatch(/^bots/m)
    expect(text).toMatch(/shadow limit 10 per minute per ip +when user is absent/)
  })

  it('contains only shadow rules', () => {
    const text = suggestion([line({ agent: 'AhrefsBot/7' }), line({ agent: 'GPTBot/1' }), line()])
    expect(text.split('\n').filter((each) => /^(block|allow|limit)/.test(each))).toEqual([])
    expect(text).toContain('shadow block bot in seo_bots')
  })

  it('passes check for any log', () => {
    const agent = fc.option(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('x"bot', 'evil\nblock anyone bot', 'limit-bot', 'mon-bot', '\\bot', 'a b-crawler', 'bot.1.2.3'),
      ),
      { nil: undefined },
    )
    const target = fc
      .oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('/a"}b/x.css', '/#/y.png', '/**/z.js', '/\n/z.js', '/%zz/a.png'),
      )
      .map((text) => `/${text}`)
    const any = fc.record({
      ip: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      agent,
      target,
      method: fc.constantFrom('GET', 'POST', 'x y'),
      status: fc.constantFrom(200, 401, 403, 404, 0),
      afterMs: fc.integer({ min: 0, max: 90_000 }),
    })
    const many = fc
      .tuple(any, fc.constantFrom(1, 1, 15, 70))
      .map(([one, times]) => Array.from({ length: times }, () => one))
    fc.assert(
      fc.property(fc.array(many, { minLength: 1, maxLength: 8 }), (groups) => {
        const { diagnostics } = checkPolicy({ file: 'a', text: suggestion(groups.flat()) }, noFiles)
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      }),
      { numRuns: runs(40) },
    )
  })
})

describe('rates by minute', () => {
  it('are the quantiles of a sorted list of all minutes', () => {
    const request = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40_000 }))
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 200 }), (requests) => {
        const rates = createMinuteRates()
        const slow = new Map<string, number>()
        let timeMs = 0
        for (const [client, afterMs] of requests) {
          timeMs += afterMs
          rates.add(formatIp(ipv4(client)), timeMs)
          const key = `${client} ${Math.floor(timeMs / 60_000)}`
          slow.set(key, (slow.get(key) ?? 0) + 1)
        }
        const counts = [...slow.values()].toSorted((a, b) => a - b)
        const quantile = (share: number): number => counts[Math.ceil(share * counts.length) - 1]!
        expect(rates.rates()).toEqual({
          median: quantile(0.5),
          p95: quantile(0.95),
          p99: quantile(0.99),
          p999: quantile(0.999),
          most: quantile(1),
          minutes: counts.length,
        })
      }),
    )
  })
})

describe('naming an agent', () => {
  it.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1)', 'search', 'googlebot'],
    ['Mozilla/5.0 (compatible; FooBot/1.0)', 'bot', 'foobot'],
    ['Better Uptime Bot Mozilla/5.0', 'monitor', 'better uptime'],
    [
      'Amazon-Route53-Health-Check-Service (ref 1; report http://amzn.to/1vsZADi)',
      'monitor',
      'amazon-route53-health-check-service',
    ],
    [
      'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
      'ai',
      'meta-externalagent',
    ],
    ['python-requests/2.31', 'tool', 'python-requests'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 'person', undefined],
    [undefined, 'nameless', undefined],
  ])('calls %s a %s', (agent, kind, token) => {
    expect(nameAgent(agent)).toEqual(token === undefined ? { kind } : { kind, token })
  })
})
