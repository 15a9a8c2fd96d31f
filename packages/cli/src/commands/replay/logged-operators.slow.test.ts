import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openGateway, type OperatorResult } from '@tidegate/gateway'
import type { ReplayReport } from '@tidegate/replay'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

const policy = `policy "operated"
limit 6 per minute per ip as "visitors"
limit 9 per hour per ip burst 4 when path in /search/** as "search"
limit 3 per hour per ip when path in /login/** then block for 2 hours as "logins"
limit 5 per hour per user when user is present as "users"
limit 4 per hour per header("x-api-key") when header("x-api-key") is present as "keys"
shadow limit 2 per hour per ip as "tried"
limit 400 per hour in total as "all"
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-operated-'))
  writeFileSync(join(folder, 'site.policy'), policy)
})
afterEach(() => rmSync(folder, { recursive: true }))

const ann = { name: 'ann' }
const log = (): string => join(folder, 'decisions.ndjson')
const linesOf = (type: string): readonly { readonly [field: string]: unknown }[] =>
  readFileSync(log(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type?: string })
    .filter((line) => line.type === type)

function done(result: OperatorResult<unknown>): void {
  if (result.kind === 'problem') throw new Error(result.problem.message)
}

/** Requests of a few clients to a live gateway, and changes by operators in between. Returns the number of decisions. */
async function operate(privacy: object): Promise<number> {
  const random = createRandom(seed)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
  const gateway = await openGateway({
    sites: [{ policy: join(folder, 'site.policy') }],
    listen: [],
    gates: { compile: 'here' },
    decisionLog: { file: log(), ...privacy },
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })
  const { gate } = gateway.sites.all[0]!
  const { counters } = gateway.operator
  const subject = (): object =>
    pick([
      { ip: pick(addresses) },
      { ip: pick(addresses), limit: 'logins' },
      { user: pick(['ana', 'bob']) },
      { key: { '': pick(['one', 'two']) } },
      { limit: 'all' },
    ])
  const count = runs(400)
  const { tightenings } = gateway.operator
  let added: string | undefined
  for (let i = 0; i < count; i++) {
    if (random() < 0.08) {
      const change = pick(['reset', 'block', 'unblock'] as const)
      done(
        change === 'block'
          ? await counters.block(subject(), pick([1_000, 3_600_000]), ann)
          : await counters[change](subject(), ann),
      )
    }
    if (i % 130 === 30) {
      const result = await tightenings.add({ statement: pick(statements), forMs: 3_600_000 }, ann)
      done(result)
      if (result.kind === 'done') added = result.value.id
    }
    if (i % 130 === 90 && added !== undefined) done(await tightenings.undo(added, ann))
    gate.decide({
      method: 'GET',
      target: pick(['/', '/search/a', '/login/a']),
      headers: random() < 0.3 ? ['X-API-Key', pick(['one', 'two'])] : [],
      peer: pick(addresses),
      ...(random() < 0.3 && { user: pick(['ana', 'bob']) }),
    })
  }
  await gateway.stop()
  return count
}

const statements = [
  'block path in /search/**',
  'limit 2 per hour per ip when path in /search/**',
  'limit 4 per hour per user when user is present',
]
const addresses = ['192.0.2.1', '192.0.2.2', '198.51.100.7', '2001:db8::7']

describe('a decision log with changes by operators', () => {
  it.each([
    ['whole values', {}],
    ['hidden addresses and users', { addresses: 'hash', users: 'hash' }],
  ])('is replayed to the same decisions: %s', async (_, privacy) => {
    const count = await operate(privacy)
    const { out, err, code } = await runCommand(['replay', 'site.policy', 'decisions.ndjson', '--json'], folder)
    expect([code, err]).toEqual([0, ''])
    const report = JSON.parse(out) as ReplayReport
    expect(report.lines.unreadable).toBe(0)
    expect(report.outcomes.limit).toBeGreaterThan(20)
    expect(report.asLogged).toMatchObject({ decisions: count, same: count, byOtherRule: 0, different: 0, uncertain: 0 })

    expect(report.notes).toEqual([])
    expect(linesOf('policy').filter(({ additions }) => additions !== undefined).length).toBeGreaterThan(2)

    const changes = linesOf('operator')
    expect(changes.length).toBeGreaterThan(10)
    const schema = new URL('../../../schemas/decision-log.schema.json', import.meta.url)
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(schema, 'utf8')) as object)
    for (const line of [...changes, ...linesOf('policy')])
      expect([validate(line), validate.errors]).toEqual([true, null])
    // Secrets are hidden as in requests.
    expect(JSON.stringify(changes)).not.toContain('"one"')
    if ('users' in privacy) expect(JSON.stringify(changes)).not.toMatch(/192\.0\.2|"ana"/u)
  })
})
