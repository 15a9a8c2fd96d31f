import { parentPort, workerData } from 'node:worker_threads'
import { compileJob } from './compile-job.ts'
import type { CompileWork } from './compile-in-worker.ts'
import { transferablesOf } from './transferables-of.ts'

const { path, options } = workerData as CompileWork
const compiled = compileJob(path, options)
parentPort?.postMessage(compiled, transferablesOf(compiled))
