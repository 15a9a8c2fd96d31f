import { basename, dirname, resolve } from 'node:path'
import { readFile, stat } from 'node:fs/promises'
import type { ListFilter } from '@tidegate/dsl'
import {
  type ConfigKind,
  importCidrList,
  type ImportedPolicy,
  importFile,
  type ImportNote,
  type ImportOptions,
  type ReadIncluded,
  TooMuchText,
} from '@tidegate/importers'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { writeOutput } from '../../output/write-output.ts'
import { checkReadable } from '../../policies/check-readable.ts'
import { jsonText } from '../../output/json-text.ts'
import { createIncludedReader } from './read-included.ts'

/** Flags of `tidegate import nginx`, `apache`, `haproxy` and the other kinds of configurations. */
export interface ImportConfigFlags {
  readonly output?: string
  readonly json?: boolean
  /** `apache`: the path of the folder that an `.htaccess` is in. `cidr-list`: the place or column of the addresses. */
  readonly at?: string
  /** `cidr-list` only: `key=value`. */
  readonly where?: string
}

/** Output of `import nginx --json`, `apache`, … Later versions only add to it; `schemas/import.schema.json` describes it. */
export interface ImportConfigReport {
  readonly version: 1
  readonly kind: ConfigKind
  readonly file: string
  /** Policy text. */
  readonly text: string
  readonly notes: readonly ImportNote[]
}

const maxConfigBytes = 16 * 1_024 * 1_024
const maxListBytes = 64 * 1_024 * 1_024

/** Translates the configuration of another system to policy text and writes it. The exit code is 1 if that contains no rule. */
export async function importConfig(
  kind: ConfigKind,
  file: string,
  flags: ImportConfigFlags,
  io: Io,
): Promise<ExitCode> {
  const maxBytes = kind === 'cidr-list' ? maxListBytes : maxConfigBytes
  const bytes = file === '-' ? await readAll(io, maxBytes) : await readNamed(file, io, maxBytes)
  const name = file === '-' ? 'standard input' : basename(file)
  const included = file === '-' ? undefined : createIncludedReader(dirname(resolve(io.cwd, file)))
  const { text, notes, hasRules } = imported(kind, bytes, name, flags, included)
  const report: ImportConfigReport = { version: 1, kind, file: name, text, notes }
  await writeOutput(flags.json === true ? jsonText(report) : text, flags.output, io)
  if (flags.json !== true && notes.length > 0) {
    io.err(
      `${notes.length === 1 ? '1 comment marks' : `${notes.length} comments mark`} what was not translated exactly\n`,
    )
  }
  if (hasRules) return exitCodes.good
  io.err(`${name}: no rule could be imported\n`)
  return exitCodes.findings
}

/** Returns the options of the importer. Throws `CliError` for a folder that is not a path. */
function atOf({ at }: ImportConfigFlags): ImportOptions {
  if (at === undefined) return {}
  if (!/^\/(?:[^\s?#]*)$/.test(at))
    throw new CliError(`\`--at ${at}\`: expected the path of a folder`, 'write --at /blog/')
  return { at }
}

function imported(
  kind: ConfigKind,
  bytes: Uint8Array,
  name: string,
  flags: ImportConfigFlags,
  included: ReadIncluded | undefined,
): ImportedPolicy {
  try {
    if (kind === 'cidr-list') return importedList(bytes, name, flags)
    return importFile(kind, new TextDecoder().decode(bytes), name, included, atOf(flags))
  } catch (error) {
    if (!(error instanceof TooMuchText)) throw error
    throw new CliError(
      `\`${name}\` is too large for one policy: ${error.message}`,
      kind === 'cidr-list'
        ? `let a policy read the file itself: list blocked = file ${JSON.stringify(name)}`
        : 'import its parts one by one',
    )
  }
}

/** Reads a list as `file` in a policy does. Throws `CliError` if it cannot be read, or if one entry of a structured file is invalid. */
function importedList(bytes: Uint8Array, name: string, { at, where }: ImportConfigFlags): ImportedPolicy {
  const list = importCidrList(bytes, name, {
    ...(at !== undefined && { at }),
    ...(where !== undefined && { where: filterOf(where) }),
  })
  const { refusal } = list
  if (refusal === undefined) return list
  const place = refusal.line === undefined ? '' : `:${refusal.line}:${refusal.column ?? 1}`
  throw new CliError(
    `${name}${place}: ${refusal.message.replaceAll('`at "', '`--at "')}`,
    refusal.help?.replaceAll('`at "', '`--at "') ?? 'fix the list: nothing was imported',
  )
}

function filterOf(text: string): ListFilter {
  const [, key, value] = /^([^=]+)==?(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined) {
    throw new CliError(
      `invalid \`--where\`: expected a key and a value, found \`${text}\``,
      'for example --where service=S3',
    )
  }
  return { key: key.trim(), values: [value.trim()] }
}

async function readNamed(file: string, io: Io, maxBytes: number): Promise<Uint8Array> {
  const path = resolve(io.cwd, file)
  await checkReadable(path, file)
  const { size } = await stat(path)
  if (size > maxBytes) throw tooLarge(file, maxBytes)
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`cannot read \`${file}\` (${error.code ?? error.message})`)
  })
}

async function readAll(io: Io, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of io.stdin()) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge('-', maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(file: string, maxBytes: number): CliError {
  return new CliError(`\`${file}\` is larger than ${maxBytes} bytes`, 'import its parts one by one')
}
