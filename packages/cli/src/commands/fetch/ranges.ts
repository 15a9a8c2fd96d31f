import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { didYouMean, escapeControls } from '@tidegate/values'
import { CliError, type ExitCode, exitCodes, type Io } from '../../io.ts'
import { writeOutput } from '../../output/write-output.ts'
import { fetchText, type FetchWorld } from './fetch-text.ts'
import { keepLastKnown } from './keep-last-known.ts'
import { type RangeOperator, rangeOperators } from './operators.ts'
import { readRanges } from './read-ranges.ts'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate fetch ranges`. */
export interface FetchRangesFlags {
  readonly output?: string
  readonly accept?: boolean
  readonly json?: boolean
}

/** Output of `fetch ranges --json`. Later versions only add to it; `schemas/fetch.schema.json` describes it. */
export interface FetchReport {
  readonly version: 1
  readonly kind: 'ranges'
  readonly operator: string
  readonly file: string
  /** `held-back`: nothing was written, because the list has changed too much. */
  readonly outcome: 'written' | 'held-back'
  readonly before: number
  readonly after: number
}

/** Fetches the published addresses of an operator's bots; without an operator, lists all operators. `world` is for tests. */
export async function fetchRanges(
  name: string | undefined,
  flags: FetchRangesFlags,
  io: Io,
  world: Partial<FetchWorld> & { readonly operators?: readonly RangeOperator[] } = {},
): Promise<ExitCode> {
  const operators = world.operators ?? rangeOperators
  if (name === undefined) {
    const width = Math.max(...operators.map((operator) => operator.name.length))
    for (const operator of operators) io.out(`${operator.name.padEnd(width)}  ${operator.title}\n`)
    return exitCodes.good
  }
  const operator = operators.find((each) => each.name === name)
  if (operator === undefined) throw unknown(name, operators)
  if (flags.json === true && flags.output === undefined)
    throw new CliError('`--json` requires `--output`', 'name a file with -o')
  const fetched = await fetchAll(operator, { signal: io.signal, ...world })
  const text = listText(operator, fetched, io.nowMs())
  if (flags.output === undefined) {
    io.raw(text)
    return exitCodes.good
  }
  const before = await countBefore(resolve(io.cwd, flags.output), flags)
  const after = fetched.prefixes.length
  const reason = flags.accept === true ? undefined : keepLastKnown(before, after)
  if (reason === undefined) await writeOutput(text, flags.output, io)
  const outcome = reason === undefined ? 'written' : 'held-back'
  if (flags.json === true) {
    const report: FetchReport = {
      version: 1,
      kind: 'ranges',
      operator: name,
      file: flags.output,
      outcome,
      before,
      after,
    }
    io.raw(jsonText(report))
  } else if (reason === undefined) {
    io.err(`${escapeControls(flags.output)}: ${after} prefixes${before === 0 ? '' : `, ${before} before`}\n`)
  } else {
    io.err(
      `tidegate: \`${escapeControls(flags.output)}\` was not written: the list has ${reason} from ${before} to ${after} prefixes\n  help: check the published list, then add \`--accept\`\n`,
    )
  }
  return reason === undefined ? exitCodes.good : exitCodes.findings
}

function unknown(name: string, operators: readonly RangeOperator[]): CliError {
  const names = operators.map((each) => each.name)
  const similar = didYouMean(name, names)
  return new CliError(
    `unknown operator \`${name}\``,
    similar === undefined ? `expected one of ${names.join(', ')}` : `did you mean \`${similar}\`?`,
  )
}

interface Fetched {
  readonly prefixes: readonly string[]
  readonly created: readonly string[]
}

async function fetchAll(operator: RangeOperator, world: FetchWorld): Promise<Fetched> {
  const hosts = new Set([...operator.urls.map((url) => new URL(url).hostname), ...(operator.otherHosts ?? [])])
  const prefixes = new Set<string>()
  const created: string[] = []
  for (const url of operator.urls) {
    const reading = readRanges(await fetchText(url, hosts, world))
    if (reading.kind === 'fault')
      throw new CliError(`invalid list at ${url}: ${reading.reason}`, 'nothing was written; try again later')
    for (const prefix of reading.prefixes) prefixes.add(prefix)
    if (reading.created !== undefined) created.push(reading.created)
  }
  return { prefixes: [...prefixes], created }
}

function listText(operator: RangeOperator, { prefixes, created }: Fetched, nowMs: number): string {
  const list = {
    source: operator.urls,
    fetched: new Date(nowMs).toISOString(),
    ...(created.length > 0 && { creationTime: created.toSorted().at(-1) }),
    prefixes: prefixes.map((prefix) => (prefix.includes(':') ? { ipv6Prefix: prefix } : { ipv4Prefix: prefix })),
  }
  return `${JSON.stringify(list, undefined, 1)}\n`
}

/**
 * Returns the number of prefixes in the file; 0 if it cannot be read or is empty. Throws for any other file that is not a list, unless
 * `--accept` is given.
 */
async function countBefore(path: string, { output, accept }: FetchRangesFlags): Promise<number> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return 0
  }
  const reading = readRanges(text)
  if (reading.kind === 'ranges') return reading.prefixes.length
  if (accept === true || text.trim() === '') return 0
  throw new CliError(
    `\`${output}\` is not a list file: ${reading.reason}`,
    'name another file, or add `--accept` to overwrite it',
  )
}
