import { formatText } from '@tidegate/dsl'
import { ipSetHas, parseIp } from '@tidegate/values'
import { setOf } from '@tidegate/importers'

/** What a first policy is made of. */
export interface FirstPolicyChoices {
  /** The policy's name. */
  readonly name: string
  /** Proxies in front, as policy text of a set; absent: clients connect by themselves. */
  readonly proxy?: string
  /** A file with addresses to block, as the policy names it. */
  readonly blockFile?: string
  /** Paths that only some addresses may see. */
  readonly admin?: { readonly path: string; readonly from: string }
  /** Requests per minute and address; absent: no limit. */
  readonly rate?: number
  readonly scrapers: boolean
}

/** The text of a first policy, commented for somebody who has never seen the language, and of a test file beside it. */
export function firstPolicy(
  choices: FirstPolicyChoices,
  fileName: string,
): { readonly policy: string; readonly tests: string } {
  const policy = policyText(choices)
  const { text = policy } = formatText({ file: fileName, text: policy })
  return { policy: text, tests: testText(choices, fileName) }
}

const scrapers = 'scrapy, ahrefsbot, semrushbot, mj12bot, dotbot, petalbot, bytespider'

function policyText({ name, proxy, blockFile, admin, rate, scrapers: areBlocked }: FirstPolicyChoices): string {
  const lines = [
    `# What this site lets in. Order never matters; nothing matching means pass.`,
    `policy ${JSON.stringify(name)}`,
    '',
    ...(proxy === undefined
      ? ['# Clients connect by themselves. With a proxy in front: client ip from x-forwarded-for trusting loopback']
      : [`client ip from x-forwarded-for trusting ${proxy}`]),
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
      '# any stretch of sixty seconds; IPv6 by /64; requests that are refused count too',
      `limit ${rate} per minute per ip  as "visitors"  including refused`,
    )
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
    '  - name: visitors come in',
    '    expect: pass',
  ]
  if (areBlocked) {
    lines.push(
      '',
      '  - name: scrapers do not, but may read what they are asked',
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
      '  - name: others do not see the admin pages',
      `    path: ${path}`,
      '    expect: block by admin addresses',
    )
  }
  if (proxy === 'loopback') {
    lines.push(
      '',
      '  - name: the proxy on this machine is believed',
      '    request: { ip: ~, peer: 127.0.0.1, headers: { X-Forwarded-For: 203.0.113.20 } }',
      '    expect: pass',
    )
  }
  return `${lines.join('\n')}\n`
}

/** Addresses that nobody has (RFC 5737), of different networks. */
const documentation = ['203.0.113.20', '198.51.100.20', '192.0.2.20']

/** An address that is in none of the entries. */
function outsiderOf(entries = ''): string | undefined {
  const sets = entries.split(', ').map(setOf)
  return documentation.find((text) => !sets.some((set) => ipSetHas(set, parseIp(text)!)))
}
