import { defaultLookupBounds } from '@tidegate/engine'
import { messageOf } from './plugin-of-module.ts'
import type { WantedFact } from './played-plugins.ts'

/** Looks up facts as a gate would, and caches them while a command runs. */
export type LookUp = (wanted: readonly WantedFact[]) => Promise<Readonly<Record<string, unknown>>>

const maxRemembered = 10_000

/** Creates a function that looks up facts. If that fails, the fact is absent; `onFailure` receives the first failure of each fact. */
export function createLookUp(onFailure: (fact: string, message: string) => void): LookUp {
  const known = new Map<string, Promise<unknown>>()
  const failed = new Set<string>()

  async function resolve({ name, definition, inputs }: WantedFact): Promise<unknown> {
    const signal = AbortSignal.timeout(definition.timeoutMs ?? defaultLookupBounds.timeoutMs)
    try {
      const { promise: late, reject } = Promise.withResolvers<never>()
      signal.addEventListener('abort', () => reject(new Error('it took too long')), { once: true })
      return valueOf(await Promise.race([definition.resolve(inputs, signal), late]))
    } catch (error) {
      if (!failed.has(name)) onFailure(name, messageOf(error))
      failed.add(name)
      return undefined
    }
  }

  function remembered(wanted: WantedFact): Promise<unknown> {
    const { ip, method, host, path, agent, user } = wanted.inputs
    const key = JSON.stringify([wanted.name, ip, method, host, path, agent, user])
    const before = known.get(key)
    if (before !== undefined) return before
    if (known.size >= maxRemembered) known.clear()
    const value = resolve(wanted)
    known.set(key, value)
    return value
  }

  return async (wanted) => {
    const values = await Promise.all(wanted.map(async (each) => [each.name, await remembered(each)] as const))
    return Object.fromEntries(values)
  }
}

function valueOf(answer: unknown): unknown {
  const isTimed = typeof answer === 'object' && answer !== null && 'value' in answer && 'ttlMs' in answer
  return isTimed ? answer.value : answer
}
