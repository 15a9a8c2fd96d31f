import { didYouMean } from '@tidegate/values'
import type { Fail } from '../decision-options.ts'
import type { ServeConfig } from './serve-config.ts'
import { serveKey, serveOptionNames, serveOptions } from './serve-options.ts'

/** Reports an invalid key below `serve`, with what was expected. */
export type FailAt = (key: string, given: unknown, expected: string) => never

/** Reads the object below the key `serve` of a `tidegate.yaml`. Calls `failAt` for an unknown key and for an invalid value. */
export function readServe(value: unknown, failAt: FailAt, folder: string): ServeConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return failAt('', value, 'keys with values, such as `listen: 127.0.0.1:7411`')
  const byKey = new Map(serveOptionNames.map((name) => [serveKey(name), name]))
  const entries = Object.entries(value as Readonly<Record<string, unknown>>).map(([key, given]) => {
    const name = byKey.get(key)
    if (name === undefined) {
      const similar = didYouMean(key, [...byKey.keys()])
      return failAt(key, given, similar === undefined ? `one of ${[...byKey.keys()].join(', ')}` : `\`${similar}\``)
    }
    const shown = serveOptions[name].isSecret === true ? '(not shown)' : given
    const fail: Fail = (expected) => failAt(key, shown, expected)
    return [name, serveOptions[name].read(given, fail, folder)] as const
  })
  return Object.fromEntries(entries) as ServeConfig
}
