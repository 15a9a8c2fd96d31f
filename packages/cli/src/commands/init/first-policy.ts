import { formatText } from '@tidegate/dsl'
import { ipSetHas, parseIp } from '@tidegate/values'
import { setOf } from '@tidegate/importers'

/** Contents of a first policy. */
export interface FirstPolicyChoices {
  /** Name of the policy. */
  readonly name: string
  /** Proxies in front of the server, as policy text of a set; absent if clients connect directly. */
  readonly proxy?: string
  /** What a gateway sees as its peer: a proxy that asks it, or the clients themselves. */
  readonly behind?: string
  /** A file with addresses to block, as the policy names it. */
  readonly blockFile?: string
  /** Paths that only some addresses may access. */
  readonly admin?: { readonly path: string; readonly from: string }
  /** Requests per minute and address; absent: no limit. */
  readonly rate?: number
  readonly scrapers: boolean
}

/** Returns the text of a first policy, with comments for readers who do not know the language, and of a test file for it. */
export function firstPolicy(
  choices: FirstPolicyChoices,
  fileName: string,
): { readonly policy: string; readonly tests: string } {
  const policy = policyText(choices)
  const { text = policy } = formatText({ file: fileName, text: policy })
  return { policy: text, tests: testText(choices, fileName) }
}

function clientsText(behind: string | undefined): string {
  return behind === undefined
    ? '# Clients connect directly. With a proxy in front: client ip from x-forwarded-for trusting loopback'
    : `# The client is the peer of ${behind}. With a CDN in front of that: client ip from x-forwarded-for trusting 192.0.2.0/24`
}

const scrapers = 'scrapy, ahrefsbot, semrushbot, mj12bot, dotbot, petalbot, bytespider'

function policyText({ name, proxy, behind, blockFile, admin, rate, scrapers: areBlocked }: FirstPolicyChoices): string {
  const lines = [
    `# Which requests this site admits. The order of rules never matters; a request that no rule matches passes.`,
    `policy ${JSON.stringify(name)}`,
    '',
    ...(proxy === undefined ? [clientsText(behind)] : [`client ip from x-forwarded-for trusting ${proxy}`]),
    '',
  ]
  if (blockFile !== undefined) lines.push(`list blocked = file ${JSON.stringify(blockFile)}`)
  if (admin !== undefined) lines.push(`list admins = ${admin.from}`)
  if (areBlocked) lines.push(`bots scrapers = ${scrapers}`)
  const countsPages = areBlocked || rate !== undefined
  if (countsPages) lines.push('paths static = /static/**, /assets/**, /favicon.ico')
  lines.push('')
  if (blockFile !== undefined) lines.push('block ip in blocked  as "blocked address"  log warn', '')
  if (countsPages) lines.push('where path not in static {')
  if (areBlocked) lines.push('block bot in scrapers  as "scraper"')
  if (rate !== undefined) {
    lines.push(
      '# in any 60 seconds; IPv6 clients by /64; refused requests count, too',
      `limit ${rate} per minute per ip  as "visitors"  including refused`,
    )
    // WHY: hosting companies give a customer an IPv6 /48, so that `check` would advise this limit at once.
    if (rate <= 1_000_000)
      lines.push(`limit ${rate * 5} per minute per network(24, 48)  as "networks"  including refused`)
  }
  if (countsPages) lines.push('}')
  if (admin !== undefined)
    lines.push('', `where path in ${admin.path} {`, 'allow only ip in admins  as "admin addresses"', '}')
  return `${lines.join('\n')}\n`
}

function testText({ proxy, admin, rate, scrapers: areBlocked }: FirstPolicyChoices, fileName: string): string {
  const outsider = outsiderOf(admin?.from)
  const lines = [
    `policy: ${fileName}`,
    `request: { ip: ${outsider ?? documentation[0]}, agent: "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0" }`,
    '',
    'tests:',
    '  - name: visitors are admitted',
    '    expect: pass',
  ]
  if (areBlocked) {
    lines.push(
      '',
      '  - name: scrapers are blocked, but may read robots.txt',
      '    columns: [agent, path, expect]',
      '    rows:',
    )
    lines.push('      - [Scrapy/2.11, /, block by scraper]', '      - [Scrapy/2.11, /robots.txt, pass]')
  }
  if (rate !== undefined) {
    lines.push('', `  - name: visitors have ${rate} requests in any minute`, '    steps:')
    lines.push(
      `      - { repeat: ${rate}, within: 30 s, expect: pass }`,
      '      - { expect: limit by visitors }',
      '      - { path: /static/site.css, expect: pass }',
    )
  }
  if (admin !== undefined && outsider !== undefined) {
    const path = admin.path.replaceAll(/\*+/g, 'x')
    lines.push(
      '',
      '  - name: other addresses cannot access the admin pages',
      `    path: ${path}`,
      '    expect: block by admin addresses',
    )
  }
  if (proxy === 'loopback') {
    lines.push(
      '',
      '  - name: the proxy on this machine is trusted',
      '    request: { ip: ~, peer: 127.0.0.1, headers: { X-Forwarded-For: 203.0.113.20 } }',
      '    expect: pass',
    )
  }
  return `${lines.join('\n')}\n`
}

/** Documentation addresses (RFC 5737), of different networks. */
const documentation = ['203.0.113.20', '198.51.100.20', '192.0.2.20']

/** Returns an address that is in none of the entries. */
function outsiderOf(entries = ''): string | undefined {
  const sets = entries.split(', ').map(setOf)
  return documentation.find((text) => !sets.some((set) => ipSetHas(set, parseIp(text)!)))
}
