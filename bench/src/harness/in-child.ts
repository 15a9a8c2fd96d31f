import { startChild } from './child.ts'

/** Resolves with the result of one call in a new process, which no earlier work affects. */
export async function inChild<T>(url: URL, name: string, ...args: readonly unknown[]): Promise<T> {
  const child = startChild(url)
  try {
    return await child.call<T>(name, ...args)
  } finally {
    await child.end()
  }
}
