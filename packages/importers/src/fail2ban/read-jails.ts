import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { ReadIncluded } from '../included-files.ts'
import { type IniSections, type IniValue, parseIni } from './parse-ini.ts'

/** A jail that is enabled, with its options after all files are merged and names are replaced. */
export interface Jail {
  readonly name: string
  /** The line that enables it. */
  readonly line: number
  readonly file?: string
  /** The value of an option, and where it is; undefined if no file sets it. */
  readonly option: (name: string) => IniValue | undefined
}

/** Options of all files. */
export interface Jails {
  readonly jails: readonly Jail[]
  /** Whether `jail.conf`, which has the defaults, was read. */
  readonly hasDefaults: boolean
}

type Merged = Map<string, Map<string, IniValue>>

const maxFiles = 200
/** Maximum number of names that are replaced in one value. */
const maxSteps = 500

/**
 * Reads the jails of a file and, if it is `jail.conf` or `jail.local`, of the files next to it in fail2ban's order: `jail.conf`,
 * `jail.d/*.conf`, `jail.local`, `jail.d/*.local`, each with what its `[INCLUDES]` name.
 */
export function readJails(text: string, file: string, draft: PolicyDraft, included: ReadIncluded | undefined): Jails {
  const merged: Merged = new Map()
  const known = new Map<string, IniValue>()
  let count = 0

  function addFile(content: string, path: string | undefined, depth: number): void {
    count += 1
    if (count > maxFiles || depth > 10) return
    const { sections, faults } = parseIni(content, path)
    for (const { line, message } of faults) draft.note(line, message, path)
    const includes = sections.get('INCLUDES')
    addNamed(includes?.get('before'), path, depth)
    addSections(sections)
    addNamed(includes?.get('after'), path, depth)
  }

  function addNamed(names: IniValue | undefined, path: string | undefined, depth: number): void {
    const folder = path?.replace(/[^/]*$/, '') ?? ''
    for (const name of names?.value.split(/\s+/) ?? []) {
      if (name === '') continue
      const target = name.startsWith('/') ? name : `${folder}${name}`
      const files = included?.(target) ?? []
      for (const each of files) addFile(each.text, each.path, depth + 1)
      // A local file of the same name overrides, and may be missing.
      const locals = included?.(target.replace(/\.conf$/, '.local')) ?? []
      if (target.endsWith('.conf')) for (const each of locals) addFile(each.text, each.path, depth + 1)
      if (files.length === 0 && !target.endsWith('.local'))
        draft.note(names!.line, `${name} could not be read`, names!.file)
    }
  }

  function addSections(sections: IniSections): void {
    for (const [name, options] of sections) {
      if (name === 'INCLUDES') continue
      const target = merged.get(name) ?? new Map<string, IniValue>()
      merged.set(name, target)
      for (const [option, value] of options) {
        const before = target.get(option)
        if (before !== undefined) known.set(`${name}/${option}`, before)
        target.set(option, value)
      }
    }
  }

  const isNamed = file === 'jail.conf' || file === 'jail.local'
  const siblings = (pattern: string): void => {
    for (const each of isNamed ? (included?.(pattern) ?? []) : []) addFile(each.text, each.path, 0)
  }
  const others = file === 'jail.conf' ? [] : (included?.('jail.conf') ?? [])
  if (file === 'jail.conf') addFile(text, undefined, 0)
  else if (isNamed) for (const each of others) addFile(each.text, each.path, 0)
  siblings('jail.d/*.conf')
  if (file === 'jail.conf') siblings('jail.local')
  else addFile(text, undefined, 0)
  siblings('jail.d/*.local')

  const defaults = merged.get('DEFAULT') ?? new Map<string, IniValue>()
  const jails: Jail[] = []
  for (const [name, options] of merged) {
    if (name === 'DEFAULT') continue
    const option = (wanted: string): IniValue | undefined => {
      const found = options.get(wanted) ?? defaults.get(wanted)
      return found === undefined ? undefined : { ...found, value: replaced(found.value, name, { steps: 0 }, 0) }
    }
    const enabled = option('enabled')
    if (enabled === undefined || !/^(?:1|yes|true|on)$/i.test(enabled.value)) continue
    jails.push({ name, line: enabled.line, ...(enabled.file !== undefined && { file: enabled.file }), option })
  }
  return { jails, hasDefaults: isNamed && (file === 'jail.conf' || others.length > 0) }

  /** Replaces `%(name)s`, `%(section/name)s` and `%(known/name)s`. */
  function replaced(value: string, section: string, work: { steps: number }, depth: number): string {
    return value.replaceAll(/%\(([^)]+)\)s|%%/g, (whole, name: string | undefined) => {
      if (name === undefined) return '%'
      if (name === '__name__') return section
      work.steps += 1
      // WHY: names that refer to each other twice would take time that doubles with every level; fail2ban allows ten.
      if (depth >= 10 || work.steps > maxSteps) return whole
      const [, from, option] = /^([^/]+)\/(.+)$/.exec(name.toLowerCase()) ?? []
      const fromName = [...merged.keys()].find((each) => each.toLowerCase() === from)
      const plain = option ?? name.toLowerCase()
      const found =
        from === 'known'
          ? (known.get(`${section}/${plain}`) ?? defaults.get(plain))
          : fromName === undefined
            ? (merged.get(section)?.get(plain) ?? defaults.get(plain))
            : (merged.get(fromName)?.get(plain) ?? defaults.get(plain))
      return found === undefined ? whole : replaced(found.value, section, work, depth + 1)
    })
  }
}

const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|ss|sec|secs|second|seconds)$/, 1],
  [/^(?:m|mm|min|mins|minute|minutes)$/, 60],
  [/^(?:h|hh|hour|hours)$/, 3_600],
  [/^(?:d|dd|day|days)$/, 86_400],
  [/^(?:w|wk|week|weeks)$/, 604_800],
  [/^(?:mo|mon|month|months)$/, 2_629_800],
  [/^(?:y|year|years)$/, 31_557_600],
]

/** Returns a time of fail2ban, such as `1h 30m`, in seconds; undefined if it cannot be read. */
export function secondsOf(text: string): number | undefined {
  // fail2ban evaluates the text, in which `#` begins a comment.
  const plain = text.replace(/#.*$/s, '').replaceAll(/\s+/g, ' ').trim().toLowerCase()
  if (/^-?\d+(?:\.\d+)?$/.test(plain)) return Number(plain)
  let sum = 0
  let read = 0
  for (const [whole, count, unit = ''] of plain.matchAll(/(\d+(?:\.\d+)?) ?([a-z]+) ?\+? ?/g)) {
    const length = units.find(([pattern]) => pattern.test(unit))?.[1]
    if (length === undefined) return undefined
    sum += Number(count) * length
    read += whole.length
  }
  if (read === 0 || read < plain.length) return undefined
  return sum
}
