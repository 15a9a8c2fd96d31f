import { fork } from 'node:child_process'

/** A separate process with functions that this process can call; it shares neither heap nor CPU time with other work. */
export interface Child {
  /** Calls a function of the child and resolves with its result. Rejects if the function throws or the child exits. */
  call<T>(name: string, ...args: readonly unknown[]): Promise<T>
  end(): Promise<void>
}

/** A message from the child. */
export interface Answer {
  readonly result?: unknown
  readonly error?: string
}

/** Starts the module at `url`, which must call `serveCalls`, with further `flags` of Node.js. Only one call at a time is possible. */
export function startChild(url: URL, args: readonly string[] = [], flags: readonly string[] = []): Child {
  const process = fork(url, args, {
    execArgv: ['--conditions=@tidegate/source', '--expose-gc', '--max-old-space-size=8192', ...flags],
  })
  const exited = new Promise<void>((resolve) => process.once('exit', () => resolve()))
  return {
    call<T>(name: string, ...callArgs: readonly unknown[]): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const onExit = (): void => reject(new Error(`the child process exited during \`${name}\``))
        process.once('exit', onExit)
        process.once('message', (message) => {
          process.off('exit', onExit)
          const { result, error } = message as Answer
          if (error === undefined) resolve(result as T)
          else reject(new Error(error))
        })
        process.send({ name, args: callArgs })
      })
    },
    async end() {
      process.kill()
      await exited
    },
  }
}
