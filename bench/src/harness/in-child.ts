import { startChild } from './child.ts'

/** What one call in a new process gives: nothing that was done before weighs on it. */
export async function inChild<T>(url: URL, name: string, ...args: readonly unknown[]): Promise<T> {
  const child = startChild(url)
  try {
    return await child.call<T>(name, ...args)
  } finally {
    await child.end()
  }
}
