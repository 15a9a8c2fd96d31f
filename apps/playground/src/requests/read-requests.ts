import type { Model } from '@tidegate/model'
import { makeRequest, type RequestSpec } from '@tidegate/request-specs'
import { parseCurl } from '@tidegate/request-specs/curl'
import { parseHar } from '@tidegate/request-specs/har'
import {
  type AskedRequest,
  defaultStartMs,
  maxProblems,
  type ReadRequests,
  type RequestProblem,
  usualAddress,
} from './asked-request.ts'
import { type Pause, readLog } from './read-log.ts'
import { readTyped } from './read-typed.ts'

/** Reads what was typed or pasted as requests: `curl` command lines, a HAR file, an access log in any known format, or the playground's own notation. Returns them in the order of time. */
export async function readRequests(
  text: string,
  model: Model,
  headerNames: readonly string[],
  pause: Pause,
): Promise<ReadRequests> {
  const read = await readInOrder(text, model, headerNames, pause)
  return { ...read, requests: read.requests.toSorted((a, b) => a.atMs - b.atMs) }
}

/** Reads requests in the order of the text. */
async function readInOrder(
  text: string,
  model: Model,
  headerNames: readonly string[],
  pause: Pause,
): Promise<ReadRequests> {
  const beginning = text.slice(0, 2_000).trimStart()
  if (beginning === '') return { form: 'no requests', requests: [], problems: [], unread: 0 }
  if (/^(?:[\w=]+ )*curl(?:\.exe)?\s/.test(beginning)) return readCurls(text, model)
  if (/^\{\s*"log"\s*:/.test(beginning)) return readHar(text, model)
  if (isTyped(beginning)) return readTyped(text)
  return (await readLog(text, model, headerNames, pause)) ?? readTyped(text)
}

/** Whether the first line that is not a comment begins as typed requests do. */
function isTyped(beginning: string): boolean {
  const line = beginning.split('\n').find((each) => !/^\s*(?:#|$)/.test(each)) ?? '#'
  return (
    /^\s*(?:(?:\+[\d.]+\w+|\d\d?:\d\d(?::\d\d(?:\.\d+)?)?|\d{4}-\d\d-\d\dT\S+)\s+)?(?:[A-Z-]+\s+)?\/\S*(?:\s+(?:from|agent|host|user|header|fact|status|every|lasts|x\d+)\b|\s*$)/.test(
      line,
    ) || line === '#'
  )
}

function readCurls(text: string, model: Model): ReadRequests {
  // Each command begins a line; its continuation lines do not.
  const commands = text.split(/^(?=(?:[\w=]+ )*curl(?:\.exe)?\s)/m)
  let line = 1
  const specs: { readonly spec: RequestSpec; readonly line: number; readonly atMs: number }[] = []
  const problems: RequestProblem[] = []
  for (const [index, command] of commands.entries()) {
    const parsed = parseCurl(command.trim())
    if (parsed.kind === 'fault') problems.push({ line, message: parsed.message })
    else {
      specs.push({ spec: parsed.request, line, atMs: defaultStartMs + index * 1_000 })
      for (const message of parsed.notes) problems.push({ line, message })
    }
    line += command.split('\n').length - 1
  }
  return made('curl command lines', specs, model, problems)
}

function readHar(text: string, model: Model): ReadRequests {
  const har = parseHar(text)
  if (har.kind === 'fault') return { form: 'a HAR file', requests: [], problems: [{ message: har.message }], unread: 1 }
  const problems = har.skipped === 0 ? [] : [{ message: `${har.skipped} entries are not requests to a server` }]
  return made(
    'a HAR file',
    har.entries.map(({ request, atMs }) => ({ spec: request, atMs: atMs ?? defaultStartMs })),
    model,
    problems,
  )
}

function made(
  form: string,
  specs: readonly { readonly spec: RequestSpec; readonly atMs: number; readonly line?: number }[],
  model: Model,
  found: readonly RequestProblem[],
): ReadRequests {
  const problems = [...found]
  const requests: AskedRequest[] = []
  let unread = found.length
  for (const { spec, atMs, line } of specs) {
    const each = makeRequest({ ip: usualAddress, ...spec }, model)
    if (each.kind === 'request') requests.push({ atMs, request: each.request })
    else {
      unread++
      problems.push({ ...(line !== undefined && { line }), message: each.message })
    }
  }
  return { form, requests, problems: problems.slice(0, maxProblems), unread }
}
