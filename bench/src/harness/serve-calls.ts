import type { Answer } from './child.ts'

/** Answers the calls of the parent process until it disconnects. */
export function serveCalls(functions: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  const answer = async (message: unknown): Promise<Answer> => {
    const { name, args } = message as { readonly name: string; readonly args: never[] }
    const called = functions[name]
    if (called === undefined) return { error: `there is no function ${name}` }
    try {
      return { result: await called(...args) }
    } catch (error) {
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
  }
  process.on('message', (message) => {
    void answer(message).then((reply) => process.send?.(reply))
  })
  process.on('disconnect', () => process.exit())
}
