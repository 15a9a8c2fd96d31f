import { Worker } from 'node:worker_threads'
import type { Compiled } from './compile-job.ts'
import type { LoadPolicyOptions } from './check-policy-file.ts'

/** What a worker is given. */
export interface CompileWork {
  readonly path: string
  readonly options: LoadPolicyOptions
}

/**
 * Compiles a policy in a worker of its own, so that no request waits: the plan's memory is handed over, not copied. Options must
 * be data. Rejects when the worker fails; a policy with errors is an answer, no failure.
 */
export function compileInWorker(work: CompileWork): Promise<Compiled> {
  const isSource = import.meta.url.endsWith('.ts')
  const worker = new Worker(new URL(isSource ? './compile-worker.ts' : './compile-worker.js', import.meta.url), {
    workerData: work,
    // WHY: sources find the other packages' sources by this condition, which a test runner resolves by itself.
    ...(isSource && { execArgv: ['--conditions=@tidegate/source'] }),
  })
  worker.unref()
  return new Promise<Compiled>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the worker that compiles the policy ended with ${code}`)))
  }).finally(() => void worker.terminate())
}
