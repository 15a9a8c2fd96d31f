import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { countDiagnostics, formatText } from '@tidegate/dsl'
import type { Diagnostic } from '@tidegate/model'
import { policyFiles } from '../../config/policy-files.ts'
import { readConfig } from '../../config/read-config.ts'
import { replaceFiles } from '../../output/replace-files.ts'
import { unifiedDiff } from './unified-diff.ts'
import { CliError, type ExitCode, exitCodes, type Io } from '../../io.ts'
import { checkReadable } from '../../policies/check-readable.ts'
import { renderDiff } from './render-diff.ts'
import { renderFinding } from '../../output/render-finding.ts'
import { colors } from '../../terminal/colors.ts'
import { createProgress } from '../../terminal/progress.ts'
import { jsonText } from '../../output/json-text.ts'
import { escapeControls } from '@tidegate/values'

/** Flags of `tidegate fmt`. */
export interface FmtFlags {
  readonly check?: boolean
  readonly diff?: boolean
  readonly stdin?: boolean
  readonly json?: boolean
}

/** Output of `fmt --json`. Later versions only add to it; `schemas/fmt.schema.json` describes it. */
export interface FmtReport {
  readonly version: 1
  readonly files: readonly FmtFile[]
}

interface FmtFile {
  readonly file: string
  /** `refused`: the file has syntax errors. `would-change`: with `--check` or `--diff`. */
  readonly outcome: 'unchanged' | 'formatted' | 'would-change' | 'refused'
  /** With `--diff`: a unified diff. */
  readonly diff?: string
  readonly diagnostics?: readonly Diagnostic[]
}

interface Formatted {
  readonly file: string
  readonly path: string
  readonly before: string
  /** Formatted text; undefined if there are syntax errors. */
  readonly after: string | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** Formats each file, or standard input. */
export async function fmt(files: readonly string[], flags: FmtFlags, io: Io): Promise<ExitCode> {
  if (flags.stdin === true || (files.length === 1 && files[0] === '-')) return fmtStdin(files, flags, io)
  const names = await policyFiles(files, await readConfig(io.cwd), io.cwd)
  const all: Formatted[] = []
  const progress = createProgress(io)
  for (const file of names) {
    if (io.signal.aborted) throw new CliError('interrupted')
    progress.show(() => `formatting ${file} (${all.length} of ${names.length})`)
    all.push(formatted(file, resolve(io.cwd, file), await textOf(file, io)))
  }
  progress.end()
  const isDry = flags.check === true || flags.diff === true
  const changed = all.filter(({ before, after }) => after !== undefined && after !== before)
  if (!isDry) {
    await replaceFiles(changed.map(({ path, file, before, after }) => ({ path, shown: file, before, after: after! })))
  }
  const report: FmtReport = { version: 1, files: all.map((each) => fileReport(each, flags, isDry)) }
  if (flags.json === true) io.raw(jsonText(report))
  else print(all, report, io)
  const isWrong = all.some(({ after }) => after === undefined) || (isDry && changed.length > 0)
  return isWrong ? exitCodes.findings : exitCodes.good
}

async function fmtStdin(files: readonly string[], flags: FmtFlags, io: Io): Promise<ExitCode> {
  if (files.some((file) => file !== '-'))
    throw new CliError('`--stdin` cannot be combined with files', 'leave out the files')
  if (flags.json === true) throw new CliError('`--stdin` and `--json` cannot be combined', 'leave out one of them')
  const chunks: Uint8Array[] = []
  for await (const chunk of io.stdin()) chunks.push(chunk)
  const { before, after, diagnostics } = formatted('<stdin>', '', decode(Buffer.concat(chunks), '<stdin>'))
  if (after === undefined) {
    for (const diagnostic of diagnostics) {
      io.err(`${renderFinding(diagnostic, [{ file: '<stdin>', text: before }], { color: false })}\n`)
    }
    return exitCodes.findings
  }
  if (flags.diff === true) io.out(renderDiff(unifiedDiff(before, after, '<stdin>'), colors(io.color)))
  else if (flags.check !== true) io.raw(after)
  return (flags.check === true || flags.diff === true) && before !== after ? exitCodes.findings : exitCodes.good
}

function formatted(file: string, path: string, before: string): Formatted {
  const { text: after, diagnostics } = formatText({ file, text: before })
  return { file, path, before, after, diagnostics }
}

function fileReport({ file, before, after, diagnostics }: Formatted, flags: FmtFlags, isDry: boolean): FmtFile {
  if (after === undefined) return { file, outcome: 'refused', diagnostics }
  if (after === before) return { file, outcome: 'unchanged' }
  if (!isDry) return { file, outcome: 'formatted' }
  return { file, outcome: 'would-change', ...(flags.diff === true && { diff: unifiedDiff(before, after, file) }) }
}

function print(all: readonly Formatted[], { files }: FmtReport, io: Io): void {
  const paint = colors(io.color)
  for (const [index, { file, outcome, diff, diagnostics = [] }] of files.entries()) {
    const source = { file, text: all[index]!.before }
    for (const diagnostic of diagnostics) io.out(`${renderFinding(diagnostic, [source], io)}\n`)
    if (outcome === 'formatted') io.out(`${paint.good('formatted')} ${escapeControls(file)}\n`)
    if (outcome === 'would-change')
      io.out(
        diff === undefined ? `${paint.warning('not formatted')} ${escapeControls(file)}\n` : renderDiff(diff, paint),
      )
  }
  const counted = countDiagnostics(files.flatMap(({ diagnostics = [] }) => diagnostics))
  if (counted !== undefined) io.out(`${counted}\n`)
}

async function textOf(file: string, io: Io): Promise<string> {
  const path = resolve(io.cwd, file)
  await checkReadable(path, file)
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`cannot read \`${file}\` (${error.code ?? error.message})`)
  })
  return decode(bytes, file)
}

/** Returns the text of UTF-8 bytes. Throws `CliError` for other bytes: formatting must not change what it cannot read. */
function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CliError(`\`${file}\` is not valid UTF-8`, 'save it as UTF-8')
  }
}
