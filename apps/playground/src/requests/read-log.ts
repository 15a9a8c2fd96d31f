import {
  chosenFormats,
  chunkOf,
  createLogRecord,
  decodeOctets,
  detectWrappedFormat,
  type LogRecord,
  unusableFormatOf,
} from '@tidegate/access-logs'
import type { Model } from '@tidegate/model'
import { createPastClients } from '@tidegate/engine/simulate'
import { formatIp } from '@tidegate/values'
import {
  type AskedRequest,
  maxLineLength,
  maxProblems,
  type ReadRequests,
  type RequestProblem,
  tooLong,
} from './asked-request.ts'

/** Called now and then with the share that is done, from 0 to 1; the returned promise lets other work run, and rejects if this work is no longer wanted. */
export type Pause = (share: number) => Promise<void>

const linesPerSlice = 4_000
/** How much of a log its format is detected by, in bytes; then the line is read to its end. */
const sampleLength = 200_000
/** The number of requests that are kept: with their texts they take some 300 MB. */
const maxRequests = 500_000

/** Reads an access log in any format that `tidegate replay` knows; undefined if the text is none. */
export async function readLog(
  text: string,
  model: Pick<Model, 'clientIp' | 'addressSets'>,
  headerNames: readonly string[],
  pause: Pause,
): Promise<ReadRequests | undefined> {
  const octets = octetsOf(text)
  // Detection looks at the first lines, and takes a while for many.
  const found = detectWrappedFormat(chunkOf(octets.slice(0, sampleEnd(octets))), chosenFormats({}))
  if (found.kind !== 'format') {
    const unusable = found.kind === 'empty' ? undefined : unusableFormatOf(found.line.trimEnd())
    if (unusable === undefined) return undefined
    const message = `this looks like a log of ${unusable.title}: ${unusable.lacks}`
    return { form: `a log of ${unusable.title}`, requests: [], problems: [{ line: 1, message }], unread: 1 }
  }
  const clients = createPastClients(model, undefined)
  const names = new Set([...headerNames, ...(clients.header === undefined ? [] : [clients.header])])
  const { format } = found
  const reader = format.open(names)
  const chunk = chunkOf(octets)
  reader.turnTo(chunk)
  const requests: AskedRequest[] = []
  const problems: RequestProblem[] = []
  const record = createLogRecord()
  let unread = 0
  let number = 0
  let unknownClients = 0
  for (let start = 0; start < octets.length;) {
    const breakAt = octets.indexOf('\n', start)
    const next = breakAt < 0 ? octets.length : breakAt
    const end = next > start && octets.charCodeAt(next - 1) === 13 ? next - 1 : next
    number++
    record.logged = undefined
    record.lastsMs = undefined
    record.timeIsEnd = false
    const fault = end - start > maxLineLength ? tooLong : reader.read(start, end, record)
    start = next + 1
    if (number % linesPerSlice === 0) await pause(start / octets.length)
    if (typeof fault === 'symbol') continue
    if (fault !== undefined || record.logged !== undefined) {
      unread++
      if (problems.length < maxProblems)
        problems.push({
          line: number,
          message: fault ?? 'lines of decision logs are not read here: use `tidegate replay`',
        })
      continue
    }
    if (requests.length === maxRequests) {
      problems.push({
        line: number,
        message: `more than ${maxRequests.toLocaleString('en')} requests: later ones are left out`,
      })
      break
    }
    const address = addressOf(record, clients, format.headers)
    if (address === undefined) unknownClients++
    requests.push(askedOf(record, address ?? { ip: formatIp(record.ip) }))
  }
  if (unknownClients > 0)
    problems.unshift({
      message: `${unknownClients.toLocaleString('en')} lines have only the address of a proxy that the policy trusts, which is used as that of the client`,
    })
  return { form: `an access log (${format.name})`, requests, problems, unread }
}

/** Returns the end of the lines by which a format is detected, which is in a line if that is too long to be read. */
function sampleEnd(octets: string): number {
  const end = octets.indexOf('\n', sampleLength)
  const longest = sampleLength + maxLineLength
  return end < 0 || end > longest ? longest : end + 1
}

type Address = { readonly ip: string } | { readonly peer: string }

/** Returns the client, or the peer from which the policy finds it; undefined if it cannot be known. */
function addressOf(
  record: LogRecord,
  clients: ReturnType<typeof createPastClients>,
  logged: readonly string[] | undefined,
): Address | undefined {
  const written = formatIp(record.ip)
  const { header } = clients
  if (header === undefined) return { ip: written }
  const client = clients.of(record, logged?.includes(header) ?? record.headers.includes(header))
  if (client === undefined) return undefined
  if (record.forwarded !== undefined) return { ip: client.kind === 'known' ? formatIp(client.ip) : written }
  return { peer: written }
}

function askedOf(
  { timeMs, method, target, host, agent, user, headers, status, lastsMs, timeIsEnd }: LogRecord,
  address: Address,
): AskedRequest {
  const fields = [...headers]
  if (host !== undefined) fields.push('Host', host)
  if (agent !== undefined) fields.push('User-Agent', agent)
  const peer = 'peer' in address ? address.peer : address.ip
  return {
    atMs: Math.floor(timeIsEnd ? timeMs - (lastsMs ?? 0) : timeMs),
    request: {
      method,
      target,
      headers: fields,
      peer,
      ...('ip' in address && { ip: address.ip }),
      ...(user !== undefined && { user: decodeOctets(user) }),
    },
    ...(status !== 0 && { reply: status }),
    ...(lastsMs !== undefined && { lastsMs }),
  }
}

/** Returns the UTF-8 octets of a text, one character each, as logs are read. */
function octetsOf(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (!/[^\u0000-\u007f]/.test(text)) return text
  const bytes = new TextEncoder().encode(text)
  let octets = ''
  for (let at = 0; at < bytes.length; at += 8_192) octets += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return octets
}
