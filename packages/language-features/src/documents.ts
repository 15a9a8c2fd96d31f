import { type CheckHost, createParses, noFiles } from '@tidegate/dsl'

/** The texts of a project, by name: relative to one folder, with `/`. What an editor holds unsaved comes before what is stored. */
export interface Documents {
  /** Returns the text of a file, or undefined if it does not exist. MUST NOT throw. */
  readonly read: (path: string) => string | undefined
  /** Returns the names of all files, for `include` with a pattern and for completion of file names. By default there are none. MUST NOT throw. */
  readonly list?: () => readonly string[]
}

/** What a host adds to the language: importers, plugins, a bot catalogue and limits. */
export type LanguageExtras = Partial<Pick<CheckHost, 'importers' | 'plugins' | 'catalog' | 'limits' | 'additions'>>

/**
 * Returns a host for the checker that reads other files from documents. Use one host for all checks of a policy: it remembers what was parsed, so that only
 * what follows a change is parsed again.
 */
export function hostOf(documents: Documents, extras: LanguageExtras = {}): CheckHost {
  const readText: CheckHost['readText'] = (name, fromFile) => {
    const file = resolveName(name, fromFile)
    if (file === undefined) return { kind: 'error', message: 'it is outside the folder of the policy' }
    const text = documents.read(file)
    return text === undefined ? { kind: 'error', message: 'no such file' } : { kind: 'text', file, text }
  }
  return {
    ...noFiles,
    parses: createParses(),
    ...extras,
    readText,
    readList: readText,
    listFolder: (name, fromFile, { kind }) => {
      const folder = resolveName(name, fromFile)
      if (folder === undefined) return { kind: 'error', message: 'the folder is outside the folder of the policy' }
      const prefix = folder === '' ? '' : `${folder}/`
      const below = (documents.list?.() ?? [])
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length))
      if (below.length === 0) return { kind: 'error', message: 'no such folder' }
      const wanted = below.filter((file) => !file.includes('/') === (kind === 'file'))
      return { kind: 'names', names: [...new Set(wanted.map((file) => file.split('/')[0] ?? ''))] }
    },
  }
}

/** Returns the canonical name of a name as written in a file; undefined if it leads out of the folder or is not a relative name. */
export function resolveName(name: string, fromFile: string): string | undefined {
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || /^[a-z][\w+.-]*:/iu.test(name))
    return undefined
  const parts = fromFile.split('/').slice(0, -1)
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
