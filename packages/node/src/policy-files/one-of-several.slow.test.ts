import { type ChildProcess, fork } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { bundleProgram } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usePolicyFolder } from './testing/policy-folder.ts'
import type { OpenPolicyOptions } from './open-policy-options.ts'

const at = usePolicyFolder({ beforeEach, afterEach })
const worker = bundleProgram(new URL('./testing/warning-worker.ts', import.meta.url))

/** The warnings of a gate in a worker that `node:cluster` starts. */
function inCluster(options: OpenPolicyOptions = {}): Promise<readonly string[]> {
  cluster.setupPrimary({ exec: worker, args: [at.policy, JSON.stringify(options)] })
  return warningsOf(cluster.fork().process)
}

/** The warnings of a gate in a process that a manager starts with this environment. */
function inProcess(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  return warningsOf(fork(worker, [at.policy], { env: { ...process.env, ...env } }))
}

async function warningsOf(child: ChildProcess): Promise<readonly string[]> {
  const ended = once(child, 'exit')
  const sent = new Promise<readonly string[]>((resolve) => {
    // A worker of a cluster sends messages of its own too.
    child.on('message', (message) => Array.isArray(message) && resolve(message as string[]))
  })
  const codes = await Promise.race([sent, ended.then(([status]) => [`exit ${String(status)}`])])
  await ended
  return codes
}

describe('a gate with its own counters, in one of several processes', () => {
  it('warns in a worker of a cluster that each process counts separately', async () => {
    await at.write('site.policy', 'limit 5 per minute per ip')
    expect(await inCluster()).toEqual(['counters-per-process'])
  })

  it('does not warn if the operator sets their number', async () => {
    await at.write('site.policy', 'limit 5 per minute per ip')
    expect(await inCluster({ processes: 4 })).toEqual([])
  })

  it('warns with a shared store, unless it was said what each process admits while the store is unavailable', async () => {
    await at.write('site.policy', 'limit 5 per minute per ip')
    const options = [
      { store: 'memory' },
      { store: 'memory', localShare: 0.25 },
      { store: 'memory', onStoreError: 'deny' },
    ] as const
    const warnings: (readonly string[])[] = []
    for (const each of options) warnings.push(await inCluster(each))
    expect(warnings).toEqual([['local-share'], [], []])
  })

  it('does not warn if the workers share their counters', async () => {
    await at.write('site.policy', 'limit 5 per minute per ip')
    expect(await inCluster({ workers: 'shared' })).toEqual([])
  })

  it('warns in a worker thread', async () => {
    await at.write('site.policy', 'limit 5 per minute per ip')
    const thread = new Worker(worker, { argv: [at.policy], stderr: true })
    const errors: string[] = []
    thread.stderr.on('data', (text: Buffer) => errors.push(text.toString()))
    await once(thread, 'exit')
    expect(errors.join('')).toContain('code=counters-per-process')
  })

  it('does not warn if the policy has no limits', async () => {
    await at.write('site.policy', 'block ip in 192.0.2.1')
    expect(await inCluster()).toEqual([])
  })

  it.each([
    ['warns in a second instance that pm2 starts', { NODE_APP_INSTANCE: '1' }, ['counters-per-process']],
    ['warns in the first of several', { NODE_APP_INSTANCE: '0', instances: '4' }, ['counters-per-process']],
    ['does not in the first, which may be the only one', { NODE_APP_INSTANCE: '0' }, []],
    ['does not in the only one', { NODE_APP_INSTANCE: '0', instances: '1' }, []],
    ['does not in a process that runs alone', {}, []],
  ])('%s', async (_title, env, expected) => {
    await at.write('site.policy', 'limit 5 per minute per ip')
    expect(await inProcess(env)).toEqual(expected)
  })

  it('says so on standard error if there is no logger, before the application could listen', async () => {
    await at.write('site.policy', 'limit 5 per minute per ip')
    const env = { ...process.env, NODE_APP_INSTANCE: '1' }
    const child = fork(worker, [at.policy], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    const errors: string[] = []
    child.stderr!.on('data', (text: Buffer) => errors.push(text.toString()))
    const closed = once(child, 'close')
    expect(await warningsOf(child)).toEqual(['counters-per-process'])
    await closed
    expect(errors.join('')).toContain('tidegate: warn each process counts separately')
  })
})
