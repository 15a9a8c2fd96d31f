import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@tidegate/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import type { GatewayOptions } from './gateway-options.ts'
import type { OperatorResult } from './operator/operator-result.ts'

let folder: string
let opened: Gateway[] = []
let logged: string[] = []
const say = (_: unknown, text: string): void => void logged.push(text)
const logger: Logger = { debug: say, info: say, warn: say, error: say }
const ann = { name: 'ann' }
const gates = { compile: 'here' } as const

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-state-'))
  writeFileSync(join(folder, 'site.policy'), 'limit 10 per hour per ip as "visitors"\n')
  opened = []
  logged = []
})

afterEach(async () => {
  for (const gateway of opened) await gateway.stop()
  rmSync(folder, { recursive: true })
})

async function open(state: string, options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const sites = [{ policy: join(folder, 'site.policy') }]
  const gateway = await openGateway({ sites, listen: [], state: join(folder, state), logger, gates, ...options })
  opened.push(gateway)
  return gateway
}

function done<Value>(result: OperatorResult<Value>): Value {
  if (result.kind === 'problem') throw new Error(result.problem.message)
  return result.value
}

const decide = (gateway: Gateway, target = '/', peer = '192.0.2.1'): string =>
  gateway.sites.all[0]!.gate.decide({ method: 'GET', target, headers: [], peer }).outcome

/** A gateway with a temporary block and a temporary limit, of which one of two requests is used, and a blocked client. */
async function changed(): Promise<Gateway> {
  const gateway = await open('state')
  const { tightenings, counters } = gateway.operator
  done(await tightenings.add({ statement: 'block path in /export/**', forMs: 3_600_000 }, ann))
  done(await tightenings.add({ statement: 'limit 2 per hour per ip when path in /search', forMs: 3_600_000 }, ann))
  expect(decide(gateway, '/search')).toBe('pass')
  done(await counters.block({ ip: '192.0.2.7' }, 3_600_000, ann))
  return gateway
}

function expectAllThere(gateway: Gateway): void {
  expect([decide(gateway, '/export/a'), decide(gateway, '/', '192.0.2.7')]).toEqual(['block', 'limit'])
  expect(gateway.operator.tightenings.list().map(({ by, statement }) => [by, statement])).toEqual([
    ['ann', 'block path in /export/**'],
    ['ann', 'limit 2 per hour per ip when path in /search'],
  ])
  const key = [{ part: 'ip', value: '192.0.2.7' }]
  expect(gateway.operator.counters.blocks()).toMatchObject([
    { by: 'ann', key },
    { by: 'ann', key },
  ])
}

describe('a gateway with a state folder', () => {
  it('goes on after a stop: counts, those of temporary rules too, blocks, and who made them', async () => {
    await (await changed()).stop()
    const gateway = await open('state')
    expectAllThere(gateway)
    expect(['/search', '/search'].map((target) => decide(gateway, target))).toEqual(['pass', 'limit'])
    const [rule] = gateway.operator.tightenings.list()
    done(await gateway.operator.tightenings.undo(rule!.id, ann))
    expect(decide(gateway, '/export/a')).toBe('pass')
    done(await gateway.operator.counters.unblock({ ip: '192.0.2.7' }, ann))
    await gateway.stop()
    const last = await open('state')
    expect([last.operator.tightenings.list().length, last.operator.counters.blocks()]).toEqual([1, []])
    expect(decide(last, '/', '192.0.2.7')).toBe('pass')
  })

  it('has what operators changed as soon as they are answered, also if it is killed then', async () => {
    await changed()
    // What a killed process leaves, before it has written its counters.
    cpSync(join(folder, 'state'), join(folder, 'left'), { recursive: true })
    rmSync(join(folder, 'left', 'site.policy', 'counters'), { force: true })
    for (const lock of ['lock', 'site.policy/lock'])
      writeFileSync(join(folder, 'left', lock), '{"pid":999999999,"began":"1"}')
    expectAllThere(await open('left'))
  })

  it('forgets what ended meanwhile', async () => {
    await (await changed()).stop()
    const later = Date.now() + 7_200_000
    const clock = { wallMs: () => later, monotonicMs: () => performance.now() }
    const gateway = await open('state', { gates: { ...gates, clock } })
    expect([gateway.operator.tightenings.list(), gateway.operator.counters.blocks()]).toEqual([[], []])
    expect(decide(gateway, '/export/a')).toBe('pass')
  })

  it('leaves out a temporary rule that no longer compiles, and says so', async () => {
    writeFileSync(join(folder, 'site.policy'), 'list office = 192.0.2.0/24\nlimit 10 per hour per ip\n')
    const first = await open('state')
    done(await first.operator.tightenings.add({ statement: 'block ip in office', forMs: 60_000 }, ann))
    await first.stop()
    writeFileSync(join(folder, 'site.policy'), 'limit 10 per hour per ip\n')
    const second = await open('state')
    expect(decide(second)).toBe('pass')
    expect(second.operator.tightenings.list()[0]?.problem).toContain('office')
  })

  it('is refused while another gateway uses it', async () => {
    await open('state')
    await expect(open('state')).rejects.toThrow('is in use by process')
  })

  it.each(['', '{', '{"version":2}', '{"version":1,"tightenings":[{}],"blocks":[]}', '{"version":1,"blocks":[3]}'])(
    'reports a damaged record of changes, sets it aside, and starts: %j',
    async (text) => {
      await (await open('state')).stop()
      writeFileSync(join(folder, 'state', 'operators.json'), text)
      await open('state')
      expect(logged.join()).toContain('are not used')
      expect(existsSync(join(folder, 'state', 'operators.json.unusable'))).toBe(true)
    },
  )

  it('is readable by its owner only', async () => {
    await (await changed()).stop()
    for (const name of ['operators.json', 'site.policy/counters'])
      expect(statSync(join(folder, 'state', name)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'state', 'operators.json'), 'utf8')).toContain('block path in /export/**')
  })
})
