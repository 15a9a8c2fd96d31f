/** A value of a configuration file, and where it is. */
export interface IniValue {
  readonly value: string
  /** From 1. */
  readonly line: number
  /** The path of an included file that the line is in. */
  readonly file?: string
}

/** Sections by name, each with its options in lower case. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, IniValue>>

/** A configuration file as sections, and what cannot be read. */
export interface IniFile {
  readonly sections: IniSections
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

/**
 * Parses a file as fail2ban does: a line that begins with a blank continues the value before it, `#` and `;` begin comments at the
 * beginning of a line, and ` ;` within one. Never throws. Linear.
 */
export function parseIni(text: string, file?: string): IniFile {
  const sections = new Map<string, Map<string, IniValue>>()
  const faults: { line: number; message: string }[] = []
  let section: Map<string, IniValue> | undefined
  let option: string | undefined
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1
    if (/^\s*[#;]/.test(raw)) continue
    const plain = raw.replace(/\s;.*$/, '').trimEnd()
    if (plain === '') continue
    const current = option === undefined ? undefined : section?.get(option)
    if (/^\s/.test(plain)) {
      if (current !== undefined && option !== undefined)
        section?.set(option, { ...current, value: `${current.value}\n${plain.trim()}` })
      continue
    }
    option = undefined
    const [, name] = /^\[([^\]]+)\]/.exec(plain) ?? []
    if (name !== undefined) {
      section = sections.get(name) ?? new Map()
      sections.set(name, section)
      continue
    }
    const mark = plain.search(/[=:]/)
    if (mark <= 0 || section === undefined) {
      faults.push({ line, message: section === undefined ? 'the line is in no section' : 'expected `name = value`' })
      continue
    }
    const value = plain.slice(mark + 1).trim()
    option = plain.slice(0, mark).trim().toLowerCase()
    section.set(option, { value, line, ...(file !== undefined && { file }) })
  }
  return { sections, faults }
}
