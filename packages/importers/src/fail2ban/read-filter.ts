import type { ReadIncluded } from '../included-files.ts'
import { type IniValue, parseIni } from './parse-ini.ts'
import type { Jail } from './read-jails.ts'

/** The filter of a jail. */
export interface FilterFile {
  readonly name: string
  /** Its expressions; empty if its file cannot be read. */
  readonly failregex: readonly string[]
  /** Whether the jail itself, or a local file, has expressions of its own. */
  readonly isOwn: boolean
  readonly option: (name: string) => string | undefined
}

/** Maximum number of names that are replaced in one filter. */
const maxSteps = 2_000

/** Reads the filter of a jail from `filter.d`, if it is there. */
export function readFilter(jail: Jail, included: ReadIncluded | undefined): FilterFile {
  const written = jail.option('filter')?.value.trim() ?? jail.name
  const [, name = written] = /^([^[\s]+)/.exec(written) ?? []
  const options = new Map<string, IniValue>()
  const isSafe = /^[\w.-]+$/.test(name)
  let hasLocal = false
  for (const extension of ['conf', 'local'])
    for (const { text } of (isSafe ? included?.(`filter.d/${name}.${extension}`) : undefined) ?? []) {
      if (extension === 'local') hasLocal = true
      const { sections } = parseIni(text)
      for (const section of ['Init', 'DEFAULT', 'Definition'])
        for (const [key, value] of sections.get(section) ?? []) options.set(key, value)
    }
  let steps = 0
  const replaced = (value: string, depth: number): string =>
    value.replaceAll(/%\(([^)]+)\)s|<([\w-]+)>/g, (whole, one?: string, other?: string) => {
      const found = options.get((one ?? other ?? '').toLowerCase())
      steps += 1
      return found === undefined || depth >= 10 || steps > maxSteps ? whole : replaced(found.value, depth + 1)
    })
  const option = (key: string): string | undefined => {
    const found = options.get(key)
    return found === undefined ? undefined : replaced(found.value, 0)
  }
  const own = jail.option('failregex')
  const expressions = own?.value ?? option('failregex') ?? ''
  return {
    name,
    option,
    isOwn: own !== undefined || hasLocal,
    failregex: expressions
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  }
}
