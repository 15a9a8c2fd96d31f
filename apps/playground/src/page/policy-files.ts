import { type Analysis, analyse, hostOf, indexText, offsetAt, type RangeEdit } from '@tidegate/language-features'
import type { Model } from '@tidegate/model'
import type { Token } from '@tidegate/values'

/** A version of the files as it was opened. */
export interface OpenedVersion {
  readonly texts: ReadonlyMap<string, string>
  /** Undefined if this version has errors. */
  readonly model: Model | undefined
}

/** The files of a policy as they are at present, and what they mean. */
export interface PolicyFiles {
  /** The name of the file with which reading the policy begins. */
  readonly root: () => string
  readonly names: () => readonly string[]
  /** Returns the text of a file; undefined if it does not exist. */
  readonly text: (name: string) => string | undefined
  /** Returns all texts by their names. */
  readonly texts: () => Readonly<Record<string, string>>
  /** Adds a file, or replaces its text. */
  readonly write: (name: string, text: string) => void
  readonly remove: (name: string) => void
  /** Replaces all files. They are what later edits are compared with. */
  readonly open: (texts: Readonly<Record<string, string>>, root: string) => void
  readonly opened: () => OpenedVersion
  /** Whether the files are those that were opened. */
  readonly isUnchanged: () => boolean
  /** Parses and checks the present files, unless that has been done. */
  readonly check: () => Analysis
  /** Whether the policy uses the catalogue of bots. */
  readonly usesCatalog: () => boolean
  /** Provides the catalogue of bots: it is a later part of the page than the editor. */
  readonly provideCatalog: (catalog: Readonly<Record<string, readonly Token[]>>) => void
}

/** Returns the files of a policy, of which there are none yet. */
export function createPolicyFiles(): PolicyFiles {
  const files = new Map<string, string>()
  const documents = {
    read: (path: string): string | undefined => files.get(path),
    list: (): readonly string[] => [...files.keys()],
  }
  let host = hostOf(documents)
  let root = ''
  let analysis: Analysis | undefined
  let opened: OpenedVersion = { texts: new Map(), model: undefined }

  function check(): Analysis {
    analysis ??= analyse({ file: root, text: files.get(root) ?? '' }, host)
    return analysis
  }

  const usesCatalog = (): boolean => [...files.values()].some((text) => /\bcatalog\b/.test(text))

  return {
    root: () => root,
    names: documents.list,
    text: documents.read,
    texts: () => Object.fromEntries(files),
    write: (name, text) => {
      files.set(name, text)
      analysis = undefined
    },
    remove: (name) => {
      files.delete(name)
      analysis = undefined
    },
    open: (texts, name) => {
      files.clear()
      for (const [file, text] of Object.entries(texts)) files.set(file, text)
      root = name
      analysis = undefined
      opened = { texts: new Map(files), model: check().checked.model }
    },
    opened: () => opened,
    isUnchanged: () =>
      files.size === opened.texts.size && [...files].every(([name, text]) => opened.texts.get(name) === text),
    check,
    usesCatalog,
    provideCatalog: (catalog) => {
      host = hostOf(documents, { catalog })
      if (!usesCatalog()) return
      analysis = undefined
      opened = { texts: opened.texts, model: modelOf(opened.texts, root, catalog) }
    },
  }
}

/** Returns the model of files; undefined if they have errors. */
function modelOf(
  texts: ReadonlyMap<string, string>,
  root: string,
  catalog: Readonly<Record<string, readonly Token[]>>,
): Model | undefined {
  const host = hostOf({ read: (path) => texts.get(path), list: () => [...texts.keys()] }, { catalog })
  return analyse({ file: root, text: texts.get(root) ?? '' }, host).checked.model
}

/** Returns a text after edits that do not overlap. */
export function editText(file: string, text: string, edits: readonly RangeEdit[]): string {
  const indexed = indexText(file, text)
  let result = text
  for (const { range, newText } of edits.toSorted(
    (a, b) => offsetAt(indexed, b.range.start) - offsetAt(indexed, a.range.start),
  ))
    result = result.slice(0, offsetAt(indexed, range.start)) + newText + result.slice(offsetAt(indexed, range.end))
  return result
}
