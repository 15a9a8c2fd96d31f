import { escapeControls } from '@tidegate/values'
import type { ExplainFlags } from './explain-flags.ts'
import { CliError, type Io } from '../../io.ts'
import { inputBytes, inputText } from './input-text.ts'
import { readInstant } from '../../request/read-instant.ts'
import { mergeRequests, type RequestSpec, typedHost } from '@tidegate/request-specs'
import type { TimedRequest } from '../../request/sequence/timed-request.ts'

/**
 * Returns the requests for `explain`, in order: those of `--sequence`, `--har`, `--curl` or `--log-line`, otherwise the one that the flags
 * describe. Each of the four flags may be `-`, for standard input. Flags override values that are read. Throws `CliError` if there are no
 * requests, or if the input cannot be read.
 */
export async function requestsToExplain(
  flags: ExplainFlags,
  own: RequestSpec,
  defaults: RequestSpec,
  io: Io,
  readLine: ReadLine,
): Promise<readonly TimedRequest[]> {
  const { curl, har, logLine, sequence } = flags
  const given = [curl, har, logLine, sequence].filter((each) => each !== undefined)
  if (given.length > 1)
    throw new CliError('--curl, --har, --log-line and --sequence cannot be combined', 'give only one of them')
  const complete = (request: RequestSpec): RequestSpec => mergeRequests(mergeRequests(defaults, request), own)
  const atMs = readInstant(flags.at, io.nowMs())
  if (curl !== undefined) return [{ request: complete(await fromCurl(curl, io)), atMs }]
  if (logLine !== undefined) return fromLogLines(logLine, flags, complete, io, readLine)
  if (har !== undefined) return fromHar(har, flags, complete, io)
  if (sequence !== undefined) return fromSequence(sequence, flags, { complete, defaults }, io)
  return [{ request: complete({}), atMs }]
}

async function fromCurl(line: string, io: Io): Promise<RequestSpec> {
  const { parseCurl } = await import('@tidegate/request-specs/curl')
  const parsed = parseCurl(line === '-' ? await inputText('-', io) : line)
  if (parsed.kind === 'fault') throw new CliError(parsed.message, parsed.help)
  for (const note of parsed.notes) io.err(`note: ${escapeControls(note)}\n`)
  return parsed.request
}

/** Loads the reader of log lines. */
export type ReadLine = () => Promise<(line: string) => { readonly request: RequestSpec; readonly atMs: number }>

type Complete = (request: RequestSpec) => RequestSpec

const maxLines = 10_000

async function fromLogLines(
  given: string,
  flags: ExplainFlags,
  complete: Complete,
  io: Io,
  readLine: ReadLine,
): Promise<readonly TimedRequest[]> {
  // WHY: one character per octet, as in a log file; what is not UTF-8 stays as it is.
  const text = (given === '-' ? await inputBytes(io) : Buffer.from(given, 'utf8')).toString('latin1')
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length > maxLines) {
    throw new CliError(
      `too many lines: expected at most ${maxLines}, found ${lines.length}`,
      'use tidegate replay to see what a policy does to a whole log',
    )
  }
  const readLogLine = await readLine()
  const read = (lines.length === 0 ? [text] : lines).map(readLogLine)
  // Lines are written when requests end, and a little out of order.
  return shifted(
    read.toSorted((a, b) => a.atMs - b.atMs),
    flags,
    io,
  ).map(({ request, atMs }) => ({ request: complete(request), atMs }))
}

async function fromHar(
  file: string,
  flags: ExplainFlags,
  complete: Complete,
  io: Io,
): Promise<readonly TimedRequest[]> {
  const [{ parseHar }, text] = await Promise.all([import('@tidegate/request-specs/har'), inputText(file, io)])
  const har = parseHar(text)
  if (har.kind === 'fault') throw new CliError(`\`${file}\` is not a HAR file: ${har.message}`)
  const { entries: all, skipped } = har
  if (skipped > 0)
    io.err(
      `note: skipped ${skipped === 1 ? '1 entry that is not a request' : `${skipped} entries that are not requests`} to a server\n`,
    )
  if (all.length === 0) throw new CliError(`\`${file}\` contains no entries`)
  const entries = ofHost(all, flags.harHost, file, io)
  const firstMs = entries.find(({ atMs }) => atMs !== undefined)?.atMs ?? io.nowMs()
  return shifted(
    entries.map(({ request, atMs = firstMs }) => ({ request, atMs })),
    flags,
    io,
  ).map(({ request, atMs }) => ({ request: complete(request), atMs }))
}

/**
 * Returns the entries of a HAR file with requests to one host. Without `wanted`, returns all entries, and prints a note if they are for
 * several hosts.
 */
function ofHost<E extends { readonly request: RequestSpec }>(
  entries: readonly E[],
  wanted: string | undefined,
  file: string,
  io: Io,
): readonly E[] {
  const counts = new Map<string, number>()
  for (const { request } of entries) counts.set(hostOf(request), (counts.get(hostOf(request)) ?? 0) + 1)
  const hosts = [...counts].toSorted(([, a], [, b]) => b - a).map(([host]) => host)
  if (wanted !== undefined) {
    const found = entries.filter(({ request }) => hostOf(request) === typedHost(wanted.toLowerCase()))
    if (found.length > 0) return found
    throw new CliError(
      `\`${file}\` contains no request to \`${wanted}\``,
      `it contains requests to ${hosts.slice(0, 5).join(', ')}`,
    )
  }
  if (hosts.length > 1) {
    io.err(
      `note: requests to ${hosts.length} hosts are decided and counted; to use one of them only: --har-host ${escapeControls(hosts[0]!)}\n`,
    )
  }
  return entries
}

function hostOf({ host, headers = {} }: RequestSpec): string {
  const [, written] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'host') ?? []
  return (host ?? written?.[0] ?? '').toLowerCase()
}

/** With `--at`, moves the first request to that instant and keeps the intervals to the others. */
function shifted<T extends { readonly atMs: number }>(timed: readonly T[], { at }: ExplainFlags, io: Io): readonly T[] {
  if (at === undefined || timed.length === 0) return timed
  const shiftMs = readInstant(at, io.nowMs()) - timed[0]!.atMs
  return timed.map((each) => ({ ...each, atMs: each.atMs + shiftMs }))
}

async function fromSequence(
  file: string,
  flags: ExplainFlags,
  { complete, defaults }: { readonly complete: Complete; readonly defaults: RequestSpec },
  io: Io,
): Promise<readonly TimedRequest[]> {
  const [{ readSequence }, { timedRequests }, { problemLines }, text] = await Promise.all([
    import('../../request/sequence/read-sequence.ts'),
    import('../../request/sequence/timed-request.ts'),
    import('@tidegate/yaml-values'),
    inputText(file, io),
  ])
  const { sequence, problems } = readSequence(text, file, defaults)
  if (problems.length > 0) {
    for (const problem of problems) io.err(problemLines(problem))
    throw new CliError(`\`${file}\` is not a valid sequence`, 'fix the errors above')
  }
  if (sequence.steps.length === 0) throw new CliError(`\`${file}\` contains no requests`)
  const startMs = readInstant(flags.at ?? sequence.at, io.nowMs())
  return timedRequests(sequence.steps, startMs).map((timed) => ({ ...timed, request: complete(timed.request) }))
}
