import { parentPort } from 'node:worker_threads'
import type { CompileWork, SentByWorker, SentPolicy } from './compile-in-worker.ts'
import { compileJob } from './compile-job.ts'
import { packPlan } from './packed-plan.ts'
import { transferablesOf } from './transferables-of.ts'
import { yieldProcessor } from './yield-processor.ts'

// WHY: at equal priority, requests would have to wait for this thread while all processors are busy.
yieldProcessor()
parentPort?.on('message', ({ path, options, additions }: CompileWork) => {
  const compiled = compileJob(path, options, additions)
  const sent: SentPolicy =
    compiled.kind === 'plan'
      ? { kind: 'packed', plan: packPlan(compiled.plan), files: compiled.files, faults: compiled.faults }
      : compiled
  parentPort?.postMessage(sent, transferablesOf(sent))
})
const ready: SentByWorker = { kind: 'ready' }
parentPort?.postMessage(ready)
