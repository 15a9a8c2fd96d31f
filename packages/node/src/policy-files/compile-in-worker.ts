import { Worker } from 'node:worker_threads'
import type { Source } from '@tidegate/model'
import type { AdditionFault } from './additions.ts'
import type { Compiled } from './compile-job.ts'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import type { AskedFile } from './confined-files.ts'
import { inSlices } from './in-slices.ts'
import { type PackedPlan, unpackPlan } from './packed-plan.ts'

/** What a worker compiles. */
export interface CompileWork {
  readonly path: string
  readonly options: LoadPolicyOptions
  /** Statements that are added to the policy. */
  readonly additions: readonly Source[]
}

/** What a worker sends: first that it is ready; then, for each work, the result with the plan in pieces. */
export type SentByWorker = { readonly kind: 'ready' } | SentPolicy

export type SentPolicy =
  | Exclude<Compiled, { readonly kind: 'plan' }>
  | {
      readonly kind: 'packed'
      readonly plan: PackedPlan
      readonly files: readonly AskedFile[]
      readonly faults: ReadonlyMap<string, AdditionFault>
    }

/** Compiles policies in a worker, one at a time. */
export interface WorkerCompiler {
  /**
   * Compiles a policy, so that no request waits: the plan's arrays are transferred, not copied, and the rest of the plan is read piece by piece.
   * The options must be plain data. Calls `onStart` when the worker begins. Rejects if the worker fails, and when `signal` is aborted, which ends
   * the worker; errors in the policy are part of the result.
   */
  readonly compile: (work: CompileWork, signal: AbortSignal, onStart: () => void) => Promise<Compiled>
  /** Ends the worker. */
  readonly close: () => void
}

/** Milliseconds for which a worker waits for further work: starting one takes longer than compiling most policies. */
const idleMs = 10_000

/** Creates a compiler. Its worker is started when needed, and ended when there has been no work for ten seconds. */
export function createWorkerCompiler(): WorkerCompiler {
  let worker: Worker | undefined
  let isReady = false
  let idle: NodeJS.Timeout | undefined

  function close(): void {
    clearTimeout(idle)
    void worker?.terminate()
    worker = undefined
    isReady = false
  }

  async function ask(work: CompileWork, signal: AbortSignal, onStart: () => void): Promise<SentPolicy> {
    clearTimeout(idle)
    const own = (worker ??= startWorker())
    const { promise, resolve, reject } = Promise.withResolvers<SentPolicy>()
    const begin = (): void => {
      onStart()
      own.postMessage(work)
    }
    const onMessage = (sent: SentByWorker): void => {
      if (sent.kind !== 'ready') return resolve(sent)
      isReady = true
      begin()
    }
    const onExit = (code: number): void =>
      reject(new Error(`the worker that compiles the policy exited with code ${code}`))
    const onAbort = (): void => reject(new Error('the worker that compiles the policy was ended'))
    own.on('message', onMessage).on('error', reject).on('exit', onExit)
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    else if (isReady) begin()
    try {
      const sent = await promise
      idle = setTimeout(close, idleMs).unref()
      return sent
    } catch (error) {
      close()
      throw error
    } finally {
      own.off('message', onMessage).off('error', reject).off('exit', onExit)
      signal.removeEventListener('abort', onAbort)
    }
  }

  return {
    compile: async (work, signal, onStart) => {
      const sent = await ask(work, signal, onStart)
      if (sent.kind !== 'packed') return sent
      const { files, faults } = sent
      return { kind: 'plan', plan: await inSlices(unpackPlan(sent.plan)), files, faults }
    },
    close,
  }
}

function startWorker(): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  const worker = new Worker(new URL(isSource ? './compile-worker.ts' : './compile-worker.js', import.meta.url), {
    // WHY: with this condition, a package's source imports the sources of other packages; a test runner resolves them itself.
    ...(isSource && { execArgv: ['--conditions=@tidegate/source'] }),
  })
  // An error that occurs while no work is under way ends the worker; the next work reports that it exited, and starts another one.
  worker.on('error', () => {})
  worker.unref()
  return worker
}
