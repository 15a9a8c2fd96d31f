import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { didYouMean } from '@tidegate/values'
import { CliError, type ExitCode, exitCodes, type Io } from '../../io.ts'
import { writeOutput } from '../../output/write-output.ts'
import { fetchText, type FetchWorld } from './fetch-text.ts'
import { doubtOf } from './keep-last-known.ts'
import { type RangeOperator, rangeOperators } from './operators.ts'
import { readRanges } from './read-ranges.ts'

/** Flags of `tidegate fetch ranges`. */
export interface FetchRangesFlags {
  readonly output?: string
  readonly accept?: boolean
  readonly json?: boolean
}

/** What `fetch ranges --json` prints: stable, additive; `schemas/fetch.schema.json` describes it. */
export interface FetchReport {
  readonly version: 1
  readonly kind: 'ranges'
  readonly operator: string
  readonly file: string
  /** `held-back`: nothing was written. */
  readonly outcome: 'written' | 'held-back'
  readonly before: number
  readonly after: number
}

/** Fetches the published addresses of an operator's bots; without an operator, lists them. `world` is for tests. */
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
    throw new CliError('--json needs --output', 'name a file with -o')
  const fetched = await fetchAll(operator, { signal: io.signal, ...world })
  const text = listText(operator, fetched, io.nowMs())
  if (flags.output === undefined) {
    io.out(text)
    return exitCodes.good
  }
  const before = await countBefore(resolve(io.cwd, flags.output), flags)
  const after = fetched.prefixes.length
  const doubt = flags.accept === true ? undefined : doubtOf(before, after)
  if (doubt === undefined) await writeOutput(text, flags.output, io)
  const outcome = doubt === undefined ? 'written' : 'held-back'
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
    io.out(`${JSON.stringify(report, undefined, 2)}\n`)
  } else if (doubt === undefined) {
    io.err(`${flags.output}: ${after} prefixes${before === 0 ? '' : `, ${before} before`}\n`)
  } else {
    io.err(
      `tidegate: held back: the list has ${doubt} from ${before} to ${after} prefixes; \`${flags.output}\` is unchanged\n  help: look at what is published, then add \`--accept\`\n`,
    )
  }
  return doubt === undefined ? exitCodes.good : exitCodes.findings
}

function unknown(name: string, operators: readonly RangeOperator[]): CliError {
  const names = operators.map((each) => each.name)
  const meant = didYouMean(name, names)
  return new CliError(
    `no operator is called \`${name}\``,
    meant === undefined ? `there is ${names.join(', ')}` : `did you mean \`${meant}\`?`,
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
    if (reading.kind === 'fault') throw new CliError(`${url} is not taken: ${reading.reason}`, 'the file is unchanged')
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

/** How many prefixes the file held; 0 where there is none. A file that is no list is not written over without `--accept`. */
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
    `\`${output}\` holds something else: ${reading.reason}`,
    'name another file, or add `--accept` to write over it',
  )
}
