import { realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { AcceptedFinding } from '@tidegate/dsl'
import type { Plugin } from '@tidegate/engine'
import { type CheckedPolicyFile, checkPolicyFile, type DecisionOptions } from '@tidegate/node'
import type { Diagnostic, Place, Source, Span } from '@tidegate/model'
import { fileOptions } from '../config/read-config.ts'
import { checkReadable } from './check-readable.ts'
import { withPluginHelp } from './plugin-help.ts'

/** A checked policy file. */
export interface CheckedFile {
  /** Name of the file, as the user gave it. */
  readonly file: string
  /** Folder of the policy's files, with links resolved. */
  readonly folder: string
  /** The checked policy, without a plan, because most checks do not need one. */
  readonly loaded: CheckedPolicyFile
  /** Diagnostics, with file names relative to the folder of the command. */
  readonly diagnostics: readonly Diagnostic[]
  /** Findings that comments accept, with names relative to the same folder. */
  readonly accepted: readonly AcceptedFinding[]
  /** Texts that the diagnostics refer to, with names relative to the same folder. */
  readonly sources: readonly Source[]
}

/** Checks one policy file. Throws `CliError` if it cannot be read. */
export async function checkFile(
  file: string,
  cwd: string,
  plugins: readonly Plugin[],
  options: DecisionOptions,
): Promise<CheckedFile> {
  const path = resolve(cwd, file)
  await checkReadable(path, file, 'name the .policy files in it')
  const loaded = checkPolicyFile(path, { ...fileOptions(options), plugins })
  const folder = realpathSync.native(options.root ?? dirname(realpathSync.native(path)))
  const shown = (name: string): string => relative(realpathSync.native(cwd), join(folder, name)).split(sep).join('/')
  return {
    file,
    folder,
    loaded,
    diagnostics: loaded.diagnostics.map((diagnostic) => renamed(withPluginHelp(diagnostic), shown)),
    accepted: loaded.accepted.map((finding) => acceptedAs(finding, shown)),
    sources: loaded.sources.map((source) => ({ ...source, file: shown(source.file) })),
  }
}

/** Returns an accepted finding with changed file names. */
export function acceptedAs(
  { diagnostic, reason, place }: AcceptedFinding,
  shown: (file: string) => string,
): AcceptedFinding {
  return { diagnostic: renamed(diagnostic, shown), reason, place: { ...place, file: shown(place.file) } }
}

/** Returns a diagnostic with changed file names. */
export function renamed(diagnostic: Diagnostic, shown: (file: string) => string): Diagnostic {
  const span = ({ file, ...rest }: Span): Span => ({ file: shown(file), ...rest })
  const place = ({ file, ...rest }: Place): Place => ({ file: shown(file), ...rest })
  const { related, fix } = diagnostic
  return {
    ...diagnostic,
    span: span(diagnostic.span),
    place: place(diagnostic.place),
    ...(related !== undefined && {
      related: related.map((other) => ({ ...other, span: span(other.span), place: place(other.place) })),
    }),
    ...(fix !== undefined && {
      fix: { ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: span(edit.span) })) },
    }),
  }
}
