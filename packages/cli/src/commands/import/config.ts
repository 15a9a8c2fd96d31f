import { basename, resolve } from 'node:path'
import { readFile } from 'node:fs/promises'
import { type ConfigKind, type ImportedPolicy, importFile, type ImportNote, TooMuchText } from '@tidegate/importers'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { writeOutput } from '../../output/write-output.ts'
import { checkReadable } from '../../policies/check-readable.ts'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate import nginx`, `apache`, `anubis` and `cidr-list`. */
export interface ImportConfigFlags {
  readonly output?: string
  readonly json?: boolean
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

const maxBytes = 16 * 1_024 * 1_024

/** Translates the configuration of another system to policy text and writes it. */
export async function importConfig(
  kind: ConfigKind,
  file: string,
  flags: ImportConfigFlags,
  io: Io,
): Promise<ExitCode> {
  const bytes = file === '-' ? await readAll(io) : await readNamed(file, io)
  if (bytes.length > maxBytes)
    throw new CliError(`\`${file}\` is larger than ${maxBytes} bytes`, 'import its parts one by one')
  const name = file === '-' ? 'standard input' : basename(file)
  const { text, notes } = imported(kind, new TextDecoder().decode(bytes), name)
  const report: ImportConfigReport = { version: 1, kind, file: name, text, notes }
  await writeOutput(flags.json === true ? jsonText(report) : text, flags.output, io)
  if (flags.json !== true && notes.length > 0) {
    io.err(
      `${notes.length === 1 ? '1 comment marks' : `${notes.length} comments mark`} what was not translated exactly\n`,
    )
  }
  return exitCodes.good
}

function imported(kind: ConfigKind, text: string, name: string): ImportedPolicy {
  try {
    return importFile(kind, text, name)
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

async function readNamed(file: string, io: Io): Promise<Uint8Array> {
  const path = resolve(io.cwd, file)
  await checkReadable(path, file)
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`cannot read \`${file}\` (${error.code ?? error.message})`)
  })
}

async function readAll(io: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of io.stdin()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
