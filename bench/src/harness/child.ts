import { fork } from 'node:child_process'

/** A process of its own, whose functions are called from here: its heap, its clock and its processor time are nobody else's. */
export interface Child {
  /** What the child's function of this name gives. Rejects when it throws or the child ends. */
  call<T>(name: string, ...args: readonly unknown[]): Promise<T>
  end(): Promise<void>
}

/** A message from the child. */
export interface Answer {
  readonly result?: unknown
  readonly error?: string
}

/** Starts the module at `url`, which calls `serveCalls`. One call at a time. */
export function startChild(url: URL, args: readonly string[] = []): Child {
  const process = fork(url, args, {
    execArgv: ['--conditions=@tidegate/source', '--expose-gc', '--max-old-space-size=8192'],
  })
  const exited = new Promise<void>((resolve) => process.once('exit', () => resolve()))
  return {
    call<T>(name: string, ...callArgs: readonly unknown[]): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const onExit = (): void => reject(new Error(`the child ended before \`${name}\` did`))
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
