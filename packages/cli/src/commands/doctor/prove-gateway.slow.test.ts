import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gateway, openGateway, recipeFor } from '@tidegate/gateway'
import { findProgram, freePorts, runServer, type RunningServer } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import type { DoctorReport } from './command.ts'

const nginx = findProgram('nginx')

/** A server block of nginx with the recipe, changed in some way. */
interface SetUp {
  readonly title: string
  readonly change: (recipe: string) => string
  /** More lines for the server block. */
  readonly more?: string
  readonly flags?: readonly string[]
  /** Parts of the findings. */
  readonly findings: readonly string[]
}

const setUps: readonly SetUp[] = [
  { title: 'the recipe', change: (recipe) => recipe, findings: [] },
  {
    title: 'a location that answers with return',
    change: (recipe) => recipe,
    more: 'location = /robots.txt { return 200 "all"; }',
    findings: ['/robots.txt is checked: the gateway was not asked, and the reply was 200'],
  },
  {
    title: 'a location without the check',
    change: (recipe) => recipe,
    more: 'location /open/ { auth_request off; return 204; }',
    flags: ['--path', '/open/x'],
    findings: ['/open/x is checked: the gateway was not asked, and the reply was 204'],
  },
  {
    title: 'satisfy any',
    change: (recipe) => recipe,
    more: 'satisfy any; allow 127.0.0.1; deny all;',
    findings: ['/ is checked', '/robots.txt is checked', '410 arrives as 410'],
  },
  {
    title: 'ids of the client',
    change: (recipe) => recipe.replace('X-Tidegate-Request $request_id', 'X-Tidegate-Request $http_x_tidegate_request'),
    findings: ['an id that a client makes up is not trusted: ids forged and forged'],
  },
  {
    title: 'the address that the client states',
    change: (recipe) => recipe.replace('X-Real-IP $remote_addr', 'X-Real-IP $http_x_real_ip'),
    findings: ['an address that a client makes up is not trusted: client 198.51.100.77, peer 198.51.100.77'],
  },
  {
    title: 'no second request for refusals',
    change: (recipe) => recipe.replace('error_page 403 = @tidegate_refused;', ''),
    findings: ['/ is checked', '410 arrives as 410 for GET: 403', '429 arrives as 429, with Retry-After for HEAD: 403'],
  },
  {
    title: 'a target that nginx has normalised',
    change: (recipe) => recipe.replace('X-Original-URI $request_uri', 'X-Original-URI $uri$is_args$args'),
    findings: ['the gateway sees target and method as the client sent them: GET /_tidegate'],
  },
  {
    title: 'a method that is always GET',
    change: (recipe) => recipe.replace('X-Original-Method $request_method', 'X-Original-Method GET'),
    findings: ['429 arrives as 429, with Retry-After for POST: 429, asked as GET'],
  },
]

let folder: string
let site: Server
let gateway: Gateway
let proxy: RunningServer
let admin: string
let ports: readonly number[]

describe.skipIf(nginx === undefined)('tidegate doctor --gateway', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-prove-'))
    writeFileSync(join(folder, 'site.policy'), 'block path in /robots.txt\n')
    site = createServer((request, response) => response.end(request.url))
    site.listen(0, '127.0.0.1')
    await once(site, 'listening')
    const { port: sitePort } = site.address() as AddressInfo
    const [gatePort, openPort, ...serverPorts] = await freePorts(setUps.length + 2)
    ports = [...serverPorts, openPort!]
    gateway = await openGateway({
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: gatePort! }],
      admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      behind: ['nginx'],
      requestIds: true,
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    })
    admin = gateway.adminAddress!
    const textsOf = (whenAway: 'refuse' | 'admit'): readonly string[] =>
      recipeFor('nginx', { gateway: { kind: 'tcp', host: '127.0.0.1', port: gatePort! }, whenAway }).files.map(
        ({ text }) => text,
      )
    const [http, recipe] = textsOf('refuse') as [string, string]
    const blocks = [...setUps, { change: () => textsOf('admit')[1]!, more: '' }].map(
      ({ change, more = '' }, i) => `server {
  listen 127.0.0.1:${ports[i]};
${change(recipe)}
  ${more}
  location / { proxy_pass http://127.0.0.1:${sitePort}; }
}`,
    )
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    mkdirSync(join(folder, 'temporary'))
    const temporary = kinds.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`).join('\n')
    const file = join(folder, 'nginx.conf')
    writeFileSync(
      file,
      `daemon off;\nuser root;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${http}\n${blocks.join('\n')}\n}\n`,
    )
    proxy = await runServer({ path: nginx!, args: ['-c', file, '-e', join(folder, 'error.log')], port: ports[0]! })
  })
  afterAll(async () => {
    await proxy.stop()
    await gateway.stop()
    site.close()
    site.closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  const doctor = async (port: number, flags: readonly string[]): Promise<{ code: number; report: DoctorReport }> => {
    const args = ['doctor', '--url', `http://127.0.0.1:${port}`, '--gateway', admin, '--json', ...flags]
    const { code, out, err } = await runCommand(args, folder)
    expect(err).toBe('')
    const validate = shippedSchemas().get('doctor')!
    const report = JSON.parse(out) as DoctorReport
    expect([validate(report), validate.errors]).toEqual([true, null])
    return { code, report }
  }

  it.each(setUps.map((setUp, i) => ({ ...setUp, i })))('examines $title', async ({ i, flags = [], findings }) => {
    const { code, report } = await doctor(ports[i]!, flags)
    const messages = report.findings.map(({ message }) => message)
    if (findings.length === 0) expect([code, messages]).toEqual([0, []])
    for (const part of findings) expect(messages.join('\n')).toContain(part)
    expect(code).toBe(findings.length === 0 ? 0 : 1)
    expect(gateway.sites.all[0]!.gate.stats().decisions).toBe(0)
  })

  it('says whether requests come in while the gateway is away', async () => {
    const port = ports.at(-1)!
    expect((await doctor(port, ['--when-away', 'admit'])).report.findings).toEqual([])
    const { report } = await doctor(port, [])
    expect(report.findings.map(({ message }) => message)).toEqual([
      'requests are refused while the gateway is away: the reply was 200',
    ])
  })

  it('prints what it proved', async () => {
    const { out } = await runCommand(['doctor', '--url', `http://127.0.0.1:${ports[1]}`, '--gateway', admin], folder)
    expect(out).toContain('✓ / is checked  refused with 403')
    expect(out).toContain('✗ /robots.txt is checked  the gateway was not asked, and the reply was 200')
    expect(out).toContain('help: look for `return`')
  })

  it.each([
    [['--gateway', '--path', '/x'], 'needs the URL'],
    [['--gateway', '127.0.0.1:1', '--url', 'http://127.0.0.1:1'], 'admin listener at 127.0.0.1:1 does not answer'],
    [['--gateway', '--url', 'http://127.0.0.1:1', '--path', 'x'], 'is not a path'],
    [['--gateway', '--url', 'http://127.0.0.1:1', '--when-away', 'x'], 'expected refuse or admit'],
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await runCommand(['doctor', ...flags], folder)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

it('a mark that no admin listener gave out changes nothing', async () => {
  const own = mkdtempSync(join(tmpdir(), 'tidegate-mark-'))
  writeFileSync(join(own, 'site.policy'), 'block path in /admin/**\n')
  const gate = await openGateway({
    sites: [{ policy: join(own, 'site.policy') }],
    listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
    admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
    gates: { watch: false },
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })
  const { mark } = (await (await fetch(`http://${gate.adminAddress}/probes`, { method: 'POST' })).json()) as {
    mark: string
  }
  const check = (probe: string): Promise<number> =>
    fetch(`http://${gate.addresses[0]}/authz/forward-auth`, {
      headers: {
        'x-forwarded-uri': '/admin/x',
        'x-forwarded-method': 'GET',
        'x-forwarded-for': '192.0.2.1',
        'x-tidegate-probe': probe,
      },
    }).then(({ status }) => status)
  expect(
    await Promise.all([
      check(`${mark}.pass`),
      check('forged.pass'),
      check(`${mark}.200`),
      check(`${mark.slice(1)}.pass`),
    ]),
  ).toEqual([200, 403, 403, 403])
  expect((await fetch(`http://${gate.adminAddress}/probes/forged`)).status).toBe(404)
  expect((await fetch(`http://${gate.adminAddress}/probes`)).status).toBe(405)
  await gate.stop()
  rmSync(own, { recursive: true })
})
