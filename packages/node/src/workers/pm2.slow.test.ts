import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findProgram, freePorts, runs } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownersIn, stopOwners } from './testing/stop-owners.ts'

const run = promisify(execFile)
const pm2 = findProgram('pm2')
// WHY only then: the daemon of pm2 and its instances take ten seconds of processor time.
const isDeep = runs(1) > 1
const instances = 4
const quota = 60
const clients = ['192.0.2.1', '192.0.2.2', '192.0.2.3']

/** An application as pm2 runs it: the address of a client is a field. */
const application = `
import { createServer } from 'node:http'
import { openPolicy } from '${new URL('../policy-files/open-policy.ts', import.meta.url).href}'
const [policy, state] = [process.env.POLICY, process.env.STATE]
const gate = await openPolicy(policy, { workers: 'shared', onStoreError: 'deny', storeTimeoutMs: 10_000, logger: false, ...(state && { state }) })
const server = createServer(async (request, response) => {
  const { decision } = await gate.admit({ method: 'GET', target: '/', headers: [], peer: request.headers['x-client'] })
  response.writeHead(decision.outcome === 'pass' ? 200 : decision.status, { connection: 'close', 'x-instance': process.env.NODE_APP_INSTANCE, 'x-pid': process.pid })
  response.end()
})
server.listen(Number(process.env.SITE_PORT), '127.0.0.1')
process.on('SIGINT', () => server.close(async () => { await gate.close(); process.exit() }))
`

describe.runIf(isDeep && pm2 !== undefined)(
  `instances of pm2 that share counters${pm2 === undefined ? ' (pm2 is not installed)' : ''}`,
  () => {
    let folder = ''
    let env: NodeJS.ProcessEnv = {}
    let port = 0

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tidegate-pm2-'))
      ;[port = 0] = await freePorts(1)
      writeFileSync(join(folder, 'site.policy'), `limit ${quota} per hour per ip\n`)
      writeFileSync(join(folder, 'site.mjs'), application)
      const { NODE_OPTIONS: _, ...rest } = process.env
      // WHY: sockets are in the temporary folder, and pm2 has a daemon for each home.
      env = { ...rest, PM2_HOME: join(folder, 'pm2'), TMPDIR: folder, POLICY: join(folder, 'site.policy') }
    })

    afterEach(async () => {
      await ask('kill')
      await stopOwners(root())
      rmSync(folder, { recursive: true })
    })

    const root = (): string => join(folder, `tidegate-${process.getuid!()}`)

    async function ask(...args: readonly string[]): Promise<void> {
      await run(pm2!, [...args], { env: { ...env, SITE_PORT: String(port) }, cwd: folder })
    }

    async function start(state?: string): Promise<void> {
      if (state !== undefined) env['STATE'] = state
      await ask(
        'start',
        'site.mjs',
        '--name',
        'site',
        '-i',
        String(instances),
        '--node-args=--conditions=@tidegate/source',
      )
      while ((await send('192.0.2.99')) === undefined) await wait(50)
    }

    const seen = new Set<string>()
    /** The status; undefined if there was none in time, as of a connection that pm2 gave to an instance that was ending. */
    async function send(client: string): Promise<number | undefined> {
      try {
        const reply = await fetch(`http://127.0.0.1:${port}/`, {
          headers: { 'x-client': client },
          signal: AbortSignal.timeout(2_000),
        })
        seen.add(`${reply.headers.get('x-pid')}`)
        return reply.status
      } catch {
        return undefined
      }
    }

    /** Counts what each client is admitted, while \`meanwhile\` happens, and until nothing more is. */
    async function observe(meanwhile: () => Promise<void>): Promise<readonly number[]> {
      const admitted = clients.map(() => 0)
      let isOver = false
      let refused = 0
      const senders = [...clients, ...clients].map(async (client, at) => {
        while (!isOver) {
          const status = await send(client)
          if (status === 200) admitted[at % clients.length]!++
          if (status === 429) refused++
          await wait(15)
        }
      })
      while (admitted.reduce((sum, one) => sum + one) < quota) await wait(5)
      await meanwhile()
      const until = refused + 60
      while (refused < until) await wait(10)
      isOver = true
      await Promise.all(senders)
      return admitted
    }

    it('admit together what the limit admits, also over a reload', async () => {
      await start()
      const admitted = await observe(async () => ask('reload', 'site'))
      for (const each of admitted) expect(each).toBeLessThanOrEqual(quota)
      // An instance that ends may have admitted what it could not answer.
      expect(admitted.reduce((sum, one) => sum + one)).toBeGreaterThan(clients.length * quota - 2 * instances)
      expect(seen.size).toBeGreaterThan(instances)
      expect(ownersIn(root())).toHaveLength(1)
    })

    it('admit no more over a restart of all, with a state folder', async () => {
      await start(join(folder, 'state'))
      const admitted = await observe(async () => ask('restart', 'site'))
      for (const each of admitted) expect(each).toBeLessThanOrEqual(quota)
      expect(admitted.reduce((sum, one) => sum + one)).toBeGreaterThan((clients.length - 1) * quota)
    })
  },
)
