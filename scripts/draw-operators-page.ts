/**
 * Draws the pictures of the page for operators with the real one: runs a gateway with two sites, sends it an hour of traffic in which it is attacked, reloads a
 * policy, adds a rule, and takes screenshots. The clock of the gateway runs forty times faster meanwhile, so that the hour takes a minute and a half.
 * Needs chromium on the path. Usage: node --conditions=@tidegate/source scripts/draw-operators-page.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { createRandom, findProgram } from '@tidegate/test-support'

const pictures = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tidegate-pictures-'))
const speed = 40
const minutes = 60
const perMinute = 180

/** Makes the clocks of this process run faster; the returned function ends that. WHY before the gateway is imported: it takes the functions of clocks when it starts. */
function speedUp(): () => void {
  const monotonic = performance.now.bind(performance)
  const every = setInterval
  const from = monotonic()
  // The hour ends about now.
  const wall = Date.now() - minutes * 60_000
  let until = Infinity
  const after = (): number => (Math.min(monotonic(), until) - from) * speed + Math.max(0, monotonic() - until)
  Date.now = () => wall + after()
  performance.now = () => from + after()
  globalThis.setInterval = ((run: () => void, ms: number) => every(run, ms / speed)) as typeof setInterval
  return () => {
    until = monotonic()
  }
}

const policy = (extra: string): string => `policy "shop"
client ip from x-forwarded-for trusting 127.0.0.0/8
bots scrapers = ahrefsbot, semrushbot, mj12bot
list office = file "office.txt"
list abusers = file "abusers.txt"

block ip in abusers  as "known abusers"
block bot in scrapers  as "scrapers"
block path in /admin/**  unless ip in office  as "admin pages"
block path starts with "/wp-"
${extra}
limit 60 per minute per ip  as "visitors"
limit 5 per minute per ip  when path in /login  as "log in"
`

const files: Readonly<Record<string, string>> = {
  'shop.policy': policy(''),
  'panel.policy':
    'policy "panel"\nclient ip from x-forwarded-for trusting 127.0.0.0/8\nlimit 30 per minute per ip  as "panel"\n',
  'office.txt': '198.51.100.0/24\n2001:db8:51::/48\n',
  'abusers.txt': Array.from({ length: 120 }, (_, i) => `45.155.${2 * i}.0/24\n`).join(''),
}

const people = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
]
const ahrefs = 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)'
const semrush = 'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)'

interface Sent {
  readonly ip: string
  readonly path: string
  readonly agent: string
  readonly host?: string
}

/** A request of this minute: visitors, bots, a scraper that comes in a wave, and an attack on the log-in page at the end. */
function requestAt(minute: number, random: () => number): Sent {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
  const share = random()
  if (minute >= 40 && share < 0.25)
    return { ip: `203.0.113.${60 + Math.floor(random() * 3)}`, path: '/login', agent: 'python-requests/2.32' }
  if (minute >= 22 && minute < 34 && share < 0.3)
    return {
      ip: `54.36.148.${Math.floor(random() * 60)}`,
      path: `/products/${Math.floor(random() * 900)}`,
      agent: ahrefs,
    }
  if (share < 0.02) return { ip: `185.191.171.${Math.floor(random() * 20)}`, path: '/blog', agent: semrush }
  if (share < 0.035)
    return { ip: `45.155.${2 * Math.floor(random() * 120)}.7`, path: '/xmlrpc.php', agent: 'Go-http-client/1.1' }
  if (share < 0.045)
    return { ip: `2a0b:f4c0:16c:${Math.floor(random() * 9)}::1`, path: '/wp-login.php', agent: 'Mozilla/5.0 zgrab/0.x' }
  if (share < 0.049) return { ip: '192.0.2.44', path: '/admin/orders', agent: pick(people) }
  if (share < 0.15)
    return { ip: `192.0.2.${Math.floor(random() * 30)}`, path: '/invoices', agent: pick(people), host: 'panel.example' }
  return {
    ip: `198.18.${Math.floor(random() * 60)}.${Math.floor(random() * 250)}`,
    path: `/products/${Math.floor(random() * 400)}`,
    agent: pick(people),
  }
}

for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
const realWait = wait
const slowDown = speedUp()
const { openGateway } = await import('../packages/gateway/src/index.ts')
const gateway = await openGateway({
  sites: [{ policy: join(folder, 'panel.policy'), hosts: ['panel.example'] }, { policy: join(folder, 'shop.policy') }],
  listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
  admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
  behind: ['caddy'],
  gates: { watch: false },
  logger: { debug: () => {}, info: () => {}, warn: () => {}, error: console.error },
})

async function send({
  ip,
  path,
  agent,
  host = 'shop.example',
}: Sent): Promise<{ readonly status: number; readonly id: string }> {
  const headers = {
    'x-forwarded-method': 'GET',
    'x-forwarded-uri': path,
    'x-forwarded-for': ip,
    'x-forwarded-host': host,
    'user-agent': agent,
  }
  const reply = await fetch(`http://${gateway.addresses[0]}/authz/forward-auth`, { headers })
  await reply.arrayBuffer()
  return { status: reply.status, id: reply.headers.get('x-tidegate-id') ?? '' }
}

/** An hour of traffic; returns the reference of the last refusal by the limit of the log-in page. */
async function sendHour(): Promise<string> {
  const random = createRandom(16)
  const ana = { name: 'ana', peer: '127.0.0.1' }
  let reference = ''
  const start = Date.now()
  for (let minute = 0; minute < minutes; minute++) {
    const count = Math.round(perMinute * (0.7 + 0.3 * Math.sin(minute / 9)) * (minute >= 22 && minute < 34 ? 1.4 : 1))
    for (let i = 0; i < count; i++) {
      const sent = requestAt(minute, random)
      const { status, id } = await send(sent)
      if (status === 429 && sent.path === '/login') reference = id
    }
    if (minute === 28) {
      writeFileSync(join(folder, 'shop.policy'), policy('limit 600 per minute per network(24, 48)  as "networks"'))
      pending.push(gateway.reload())
    }
    if (minute === 46) {
      const statement = 'limit 20 per hour per network(24, 48) when path in /login'
      pending.push(gateway.operator.tightenings.add({ statement, forMs: 3_600_000, site: 'shop' }, ana))
    }
    if (minute === 52) await gateway.operator.counters.reset({ site: 'shop', ip: '203.0.113.61' }, ana)
    await realWait(Math.max(0, (start + (minute + 1) * 60_000 - Date.now()) / speed))
  }
  return reference
}

let isDrawn = false
const pending: Promise<unknown>[] = []

/** Goes on as the last minute was, while pictures are taken. */
async function sendOn(): Promise<void> {
  const random = createRandom(17)
  while (!isDrawn) {
    await send(requestAt(minutes, random))
    await realWait(60_000 / perMinute)
  }
}

try {
  const reference = await sendHour()
  slowDown()
  // WHY not at once: a policy that is compiled for a second would stop the traffic for a minute of the picture.
  await Promise.all(pending)
  const sending = sendOn()
  const executablePath = findProgram('chromium')
  if (executablePath === undefined) throw new Error('chromium is not installed')
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
  })
  const draw = async (
    name: string,
    path: string,
    width: number,
    colorScheme: 'light' | 'dark',
    height?: number,
  ): Promise<void> => {
    const page = await browser.newPage({ viewport: { width, height: height ?? 900 }, colorScheme })
    await page.goto(`http://${gateway.adminAddress}/page${path}`)
    await page.screenshot({ path: join(pictures, name), fullPage: height === undefined })
    await page.close()
  }
  await draw('operators-page.png', '', 1180, 'light')
  await draw('operators-page-dark.png', '', 1180, 'dark', 1500)
  await draw('operators-page-phone.png', '', 390, 'light', 1500)
  await draw('operators-page-why.png', `/refusals/${reference}`, 1180, 'light')
  await draw('operators-page-limits.png', '/limits?ip=203.0.113.60', 1180, 'light')
  await browser.close()
  isDrawn = true
  await sending
} finally {
  await gateway.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
