import cluster, { type Worker } from 'node:cluster'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '@tidegate/engine'
import { createQuestions, type Questions } from './ask.ts'
import { closeLostConnections } from './close-lost-connections.ts'
import type { PrimaryMessage, WorkerMessage } from './process-message.ts'

/** The variable that tells a process that it is a worker, and which one. */
export const workerVariable = 'TIDEGATE_WORKER_NUMBER'

/** What the pool is created with. */
export interface PoolOptions {
  readonly workers: number
  /** What a worker needs to begin; it is sent as the first message, and may contain everything that structured clones can. */
  readonly startOf: (worker: number) => unknown
  readonly logger: Logger
  readonly onMessage: (worker: number, message: WorkerMessage) => void
  /** Called when a worker has ended, however that happened. */
  readonly onEnd: (worker: number) => void
}

/** The workers of a primary. One that ends is replaced, after a pause that doubles from 0.1 to 10 seconds if it happens again and again. */
export interface WorkerPool {
  /** Resolves to the addresses of the listeners when all workers are ready. Rejects if one cannot start. */
  readonly started: Promise<readonly string[]>
  readonly readyCount: () => number
  /** Sends a message to all workers and waits for their answers, for at most `withinMs` each; `of`: also to those that start. */
  readonly askAll: (message: Asked, withinMs: number, of: 'ready' | 'all') => Promise<readonly WorkerMessage[]>
  readonly ask: (worker: number, message: Asked, withinMs: number) => Promise<WorkerMessage | undefined>
  readonly send: (worker: number, message: PrimaryMessage) => void
  /** Asks all workers to end, and resolves when they have; those that have not after `withinMs` are killed. */
  readonly stop: (withinMs: number) => Promise<void>
}

/** A question to a worker, without its number. */
export type Asked = PrimaryMessage extends infer One
  ? One extends { readonly id: number }
    ? Omit<One, 'id'>
    : never
  : never

/** A worker could not start. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError'
  readonly help: string | undefined

  constructor(message: string, help?: string) {
    super(message)
    this.help = help
  }
}

interface Running {
  readonly process: Worker
  readonly questions: Questions<WorkerMessage>
  readonly startedMs: number
  isReady: boolean
}

const firstPauseMs = 100
const longestPauseMs = 10_000
/** A worker that has lived so long did not fail at its start. */
const steadyMs = 30_000

/** Starts the workers as processes of `node:cluster`, with the program and the arguments of this process. */
export function startWorkers({ workers, startOf, logger, onMessage, onEnd }: PoolOptions): WorkerPool {
  const running = new Map<number, Running>()
  const pauses = new Map<number, number>()
  let isStopping = false
  let hasStarted = false
  let settle: { readonly resolve: (addresses: readonly string[]) => void; readonly reject: (error: Error) => void }
  const started = new Promise<readonly string[]>((resolve, reject) => {
    settle = { resolve, reject }
  })
  cluster.setupPrimary({ serialization: 'advanced' })
  for (let number = 1; number <= workers; number++) start(number)

  function start(number: number): void {
    const worker = cluster.fork({ [workerVariable]: String(number) })
    const own: Running = {
      process: worker,
      questions: createQuestions(),
      startedMs: performance.now(),
      isReady: false,
    }
    running.set(number, own)
    closeLostConnections(worker)
    worker.on('message', (message: WorkerMessage) => receive(number, own, message))
    worker.on('error', (error) => logger.warn({ worker: number, error: error.message }, 'a worker cannot be reached'))
    worker.once('exit', (code, signal) => ended(number, own, signal ?? code))
    worker.send(startOf(number) as object)
  }

  function receive(number: number, own: Running, message: WorkerMessage): void {
    if ('id' in message && message.id !== undefined && message.kind !== 'elsewhere')
      own.questions.answer(message.id, message)
    if (message.kind === 'ready') {
      own.isReady = true
      logger.info({ worker: number, pid: own.process.process.pid }, 'worker ready')
      if (!hasStarted && [...running.values()].every(({ isReady }) => isReady)) {
        hasStarted = true
        settle.resolve(message.addresses)
      }
    }
    if (message.kind === 'failed') {
      if (hasStarted) logger.error({ worker: number }, `a worker cannot start: ${message.message}`)
      else settle.reject(new WorkerError(message.message, message.help))
    }
    onMessage(number, message)
  }

  function ended(number: number, own: Running, how: string | number): void {
    running.delete(number)
    own.questions.end()
    onEnd(number)
    if (isStopping) return
    if (!hasStarted) {
      settle.reject(new WorkerError(`worker ${number} ended while it started (${how})`))
      return
    }
    const isSteady = performance.now() - own.startedMs >= steadyMs
    const pauseMs = isSteady ? firstPauseMs : (pauses.get(number) ?? firstPauseMs)
    pauses.set(number, Math.min(longestPauseMs, 2 * pauseMs))
    logger.error({ worker: number, ended: how, pauseMs }, 'a worker ended: another one is started')
    setTimeout(() => {
      if (!isStopping) start(number)
    }, pauseMs)
  }

  async function askOne(
    own: Running | undefined,
    message: Asked,
    withinMs: number,
  ): Promise<WorkerMessage | undefined> {
    if (own === undefined || !own.process.isConnected()) return undefined
    return own.questions.ask((id) => own.process.send({ ...message, id }), withinMs)
  }

  return {
    started,
    readyCount: () => [...running.values()].filter(({ isReady }) => isReady).length,
    ask: async (worker, message, withinMs) => askOne(running.get(worker), message, withinMs),
    askAll: async (message, withinMs, of) => {
      const asked = [...running.values()].filter(({ isReady }) => isReady || of === 'all')
      const answers = await Promise.all(asked.map(async (own) => askOne(own, message, withinMs)))
      return answers.flatMap((answer) => answer ?? [])
    },
    send: (worker, message) => {
      const own = running.get(worker)
      if (own?.process.isConnected() === true) own.process.send(message)
    },
    stop: async (withinMs) => {
      isStopping = true
      const exits = [...running.values()].map(async ({ process: { process: child } }) => {
        if (child.exitCode === null && child.signalCode === null)
          await new Promise<void>((resolve) => child.once('exit', () => resolve()))
      })
      for (const { process: worker } of running.values())
        if (worker.isConnected()) worker.send({ kind: 'stop' } satisfies PrimaryMessage)
      const late = new AbortController()
      void wait(withinMs, undefined, { signal: late.signal }).then(
        () => {
          for (const [worker, own] of running) {
            logger.warn({ worker }, 'a worker has not ended in time, and is killed')
            own.process.process.kill('SIGKILL')
          }
        },
        () => undefined,
      )
      await Promise.all(exits)
      late.abort()
    },
  }
}
