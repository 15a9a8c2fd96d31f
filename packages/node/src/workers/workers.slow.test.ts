import { type ChildProcess, fork } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { writePlan } from '@tidegate/engine'
import { runs, sizeUpTo } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compilePolicy } from '../policy-files/compile-policy.ts'
import { ownersIn, stopOwners } from './testing/stop-owners.ts'

const program = fileURLToPath(new URL('testing/observed-worker.ts', import.meta.url))
const execArgv = ['--conditions=@tidegate/source']
const workers = sizeUpTo(8, 1 / 4)
/** WHY: each process that starts takes half a second of processor time. */
const isDeep = runs(1) > 1
/** WHY more then: workers are killed again and again while places are left. */
const quota = isDeep ? 2_000 : 50
const kills = runs(1)

interface Outcome {
  readonly client: number
  readonly isAdmitted: boolean
}

/** A worker of either kind. */
interface Running {
  readonly kill: () => Promise<unknown>
}

/** Counts what all workers admit and refuse. */
class Observer {
  readonly admitted = [0, 0, 0, 0]
  refused = 0
  seen = 0

  note({ client, isAdmitted }: Outcome): void {
    this.seen++
    if (isAdmitted) this.admitted[client]!++
    else this.refused++
  }

  /** Resolves when the workers have reported this many requests more. */
  async hasSeen(more: number): Promise<void> {
    const until = this.seen + more
    while (this.seen < until) await setTimeout(2)
  }
}

let root = ''
let running: Running[] = []
let observer: Observer

function args(): [string, string, string] {
  return ['site', root, join(root, 'plan.json')]
}

function asProcess(child: ChildProcess): Running {
  child.on('message', (message: Outcome) => 'client' in message && observer.note(message))
  const exited = once(child, 'exit')
  return {
    kill: () => {
      child.kill('SIGKILL')
      return exited
    },
  }
}

function startProcess(): Running {
  return asProcess(fork(program, args(), { execArgv, silent: true }))
}

const kinds: Readonly<Record<string, () => Running>> = {
  'node:cluster': () => {
    cluster.setupPrimary({ exec: program, execArgv, args: args(), silent: true })
    return asProcess(cluster.fork().process)
  },
  'worker threads': () => {
    const worker = new Worker(program, { execArgv, workerData: args() })
    worker.on('message', (outcome: Outcome) => observer.note(outcome))
    return { kill: () => worker.terminate() }
  },
}

/** Resolves when there is one process with the counters: one that was started while another was starting ends by itself. */
async function hasOneOwner(): Promise<void> {
  while (ownersIn(root).length !== 1) await setTimeout(5)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidegate-workers-'))
  writeFileSync(join(root, 'site.policy'), `limit ${quota} per hour per ip`)
  const { plan } = compilePolicy(join(root, 'site.policy'))
  writeFileSync(join(root, 'plan.json'), writePlan(plan!))
  observer = new Observer()
  running = []
})

afterEach(async () => {
  await Promise.all(running.map((worker) => worker.kill()))
  await stopOwners(root)
  rmSync(root, { recursive: true })
})

describe('workers that share counters', () => {
  it.each(Object.entries(kinds).slice(0, isDeep ? 2 : 1))(
    'admit together what the limit admits, as %s that are killed and replaced',
    async (_kind, start) => {
      for (let i = 0; i < workers; i++) running.push(start())
      for (let kill = 0; kill < kills; kill++) {
        await observer.hasSeen(20)
        await running.shift()!.kill()
        running.push(start())
      }
      await observer.hasSeen(4 * quota)
      await running.shift()!.kill()
      await observer.hasSeen(quota)
      await hasOneOwner()
      // A killed worker may have been granted a place that it could not report.
      for (const admitted of observer.admitted) expect(admitted).toBeLessThanOrEqual(quota)
      expect(observer.admitted.reduce((sum, one) => sum + one)).toBeGreaterThan(3 * quota)
      expect(observer.refused).toBeGreaterThan(0)
    },
  )

  it.runIf(isDeep)(
    'continue with another process for the counters if it is killed: each limit admits its count at most once more',
    async () => {
      running.push(startProcess(), startProcess())
      await observer.hasSeen(5 * quota)
      await stopOwners(root)
      await observer.hasSeen(5 * quota)
      await hasOneOwner()
      expect(observer.admitted.every((admitted) => admitted >= quota && admitted <= 2 * quota)).toEqual(true)
    },
  )
})
