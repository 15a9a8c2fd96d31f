import type { CheckHost, Checked } from '@tidegate/dsl'
import { analysePolicy, type Scopes, type Unit } from '@tidegate/dsl/tools'
import type { Source } from '@tidegate/model'
import { type IndexedText, indexText } from './text-position.ts'

/** A checked policy with everything that the features ask about it. Computed once for each state of its texts. */
export interface Analysis {
  /** Canonical name of the root file. */
  readonly root: string
  readonly host: CheckHost
  readonly checked: Checked
  /** The files of the policy, parsed; each comes before those that it includes. */
  readonly units: readonly Unit[]
  readonly scopes: Scopes
  /** Returns the text of a file that was written by people; undefined for imported files and files that are not part of the policy. */
  readonly textOf: (file: string) => IndexedText | undefined
}

/** Checks a policy for the features. Never throws; the text may be incomplete everywhere. */
export function analyse(source: Source, host: CheckHost): Analysis {
  const { checked, units, scopes } = analysePolicy(source, host)
  const sources = new Map(checked.sources.map((each) => [each.file, each]))
  for (const { ast } of units) sources.set(ast.source.file, ast.source)
  sources.set(source.file, source)
  const indexed = new Map<string, IndexedText>()
  return {
    root: source.file,
    host,
    checked,
    units,
    scopes,
    textOf: (file) => {
      const found = sources.get(file)
      if (found === undefined || found.originalLines !== undefined) return undefined
      const known = indexed.get(file) ?? indexText(file, found.text)
      indexed.set(file, known)
      return known
    },
  }
}

/** Returns the unit of a file. */
export function unitOf({ units }: Analysis, file: string): Unit | undefined {
  return units.find((unit) => unit.file === file)
}
