import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ExplainFlags } from '../commands/explain-options.ts'
import { CannotRun, type Io } from '../io.ts'
import { readable } from '../readable.ts'
import { readInstant } from '../request/read-instant.ts'
import { mergeRequests, type RequestSpec } from '../scenario/request-spec.ts'
import type { TimedRequest } from '../scenario/timed-request.ts'

/**
 * The requests that `explain` is about, in their order: of `--sequence`, `--har`, `--curl` or `--log-line`, else the one that flags
 * describe. What flags say stands for what is read. Throws `CannotRun` where there is none, or what is given cannot be read.
 */
export async function requestsToExplain(
  flags: ExplainFlags,
  own: RequestSpec,
  defaults: RequestSpec,
  io: Io,
): Promise<readonly TimedRequest[]> {
  const { curl, har, logLine, sequence } = flags
  const given = [curl, har, logLine, sequence].filter((each) => each !== undefined)
  if (given.length > 1) throw new CannotRun('--curl, --har, --log-line and --sequence exclude each other')
  const complete = (request: RequestSpec): RequestSpec => mergeRequests(mergeRequests(defaults, request), own)
  const atMs = readInstant(flags.at, io.nowMs())
  if (curl !== undefined) return [{ request: complete(await fromCurl(curl)), atMs }]
  if (logLine !== undefined) return [await fromLogLine(logLine, flags, complete, io)]
  if (har !== undefined) return fromHar(har, flags, complete, io)
  if (sequence !== undefined) return fromSequence(sequence, flags, { complete, defaults }, io)
  return [{ request: complete({}), atMs }]
}

async function fromCurl(line: string): Promise<RequestSpec> {
  const { parseCurl } = await import('../request/parse-curl.ts')
  const parsed = parseCurl(line)
  if (parsed.kind === 'fault') throw new CannotRun(parsed.message, parsed.help)
  return parsed.request
}

type Complete = (request: RequestSpec) => RequestSpec

async function fromLogLine(line: string, flags: ExplainFlags, complete: Complete, io: Io): Promise<TimedRequest> {
  const { readLogLine } = await import('./read-log-line.ts')
  const { request, atMs } = readLogLine(line, flags.logFormat, flags.logZone)
  return { request: complete(request), atMs: flags.at === undefined ? atMs : readInstant(flags.at, io.nowMs()) }
}

async function fromHar(
  file: string,
  flags: ExplainFlags,
  complete: Complete,
  io: Io,
): Promise<readonly TimedRequest[]> {
  const [{ parseHar }, text] = await Promise.all([import('../request/parse-har.ts'), textOf(file, io)])
  const har = parseHar(text)
  if (har.kind === 'fault') throw new CannotRun(`\`${file}\` is no HAR file: ${har.message}`)
  if (har.entries.length === 0) throw new CannotRun(`\`${file}\` holds no entry`)
  const firstMs = har.entries.find(({ atMs }) => atMs !== undefined)?.atMs ?? io.nowMs()
  // With --at, the first entry comes at that instant and the others as long after it as they were.
  const shiftMs = flags.at === undefined ? 0 : readInstant(flags.at, io.nowMs()) - firstMs
  return har.entries.map(({ request, atMs }) => ({ request: complete(request), atMs: (atMs ?? firstMs) + shiftMs }))
}

async function fromSequence(
  file: string,
  flags: ExplainFlags,
  { complete, defaults }: { readonly complete: Complete; readonly defaults: RequestSpec },
  io: Io,
): Promise<readonly TimedRequest[]> {
  const [{ readSequence }, { timedRequests }, { problemLines }, text] = await Promise.all([
    import('../scenario/read-sequence.ts'),
    import('../scenario/timed-request.ts'),
    import('../scenario/spec-problem.ts'),
    textOf(file, io),
  ])
  const { sequence, problems } = readSequence(text, file, defaults)
  if (problems.length > 0) {
    for (const problem of problems) io.err(problemLines(problem))
    throw new CannotRun(`\`${file}\` is no sequence`, 'mend what is said above')
  }
  if (sequence.steps.length === 0) throw new CannotRun(`\`${file}\` holds no request`)
  const startMs = readInstant(flags.at ?? sequence.at, io.nowMs())
  return timedRequests(sequence.steps, startMs).map((timed) => ({ ...timed, request: complete(timed.request) }))
}

async function textOf(file: string, io: Io): Promise<string> {
  const path = resolve(io.cwd, file)
  await readable(path, file)
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotRun(`\`${file}\` cannot be read (${error.code ?? error.message})`)
  })
}
