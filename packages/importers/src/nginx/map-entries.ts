import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { noteAt, type Place } from './place.ts'

/** A line of a map other than its default. */
export interface MapEntry extends Place {
  readonly from: string
  readonly isPattern: boolean
  readonly ignoresCase: boolean
  readonly value: string
}

/** The content of a map. */
export interface MapContent {
  readonly entries: readonly MapEntry[]
  readonly byDefault: string
  /** Whether its strings may be names of hosts with a wildcard. */
  readonly isHostnames: boolean
}

/** Reads the lines of a `map`. What is not imported is noted. */
export function mapEntries({ block = [] }: Directive, draft: PolicyDraft): MapContent {
  const entries: MapEntry[] = []
  const exact = new Set<string>()
  let byDefault = ''
  let isHostnames = false
  for (const { name, args, line, file } of block) {
    const [value = ''] = args
    if (name === 'hostnames' && args.length === 0) isHostnames = true
    else if (name === 'default') byDefault = value
    else if (name !== 'volatile') {
      const isPattern = name.startsWith('~')
      const from = isPattern ? name.replace(/^~\*?/, '') : name.replace(/^\\/, '')
      const place: Place = { line, ...(file !== undefined && { file }) }
      // nginx does not accept a string twice.
      if (!isPattern && exact.has(from.toLowerCase())) noteAt(draft, place, `${name} is in this map already`)
      else entries.push({ ...place, from, isPattern, ignoresCase: name.startsWith('~*'), value })
      if (!isPattern) exact.add(from.toLowerCase())
    }
  }
  return { entries, byDefault, isHostnames }
}
