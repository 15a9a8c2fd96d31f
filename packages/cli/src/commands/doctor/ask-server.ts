import { CliError, type Io } from '../../io.ts'
import type { Finding } from './examine-headers.ts'

/** What the answer of a server reveals about proxies in front of it. */
export interface ServerAnswer {
  readonly url: string
  readonly status: number
  /** Header fields of the reply that reveal a proxy or CDN. */
  readonly signs: readonly { readonly header: string; readonly value: string; readonly means: string }[]
  /** Header fields of the request as the server received it (alternating names and values), if its answer shows them. */
  readonly received?: readonly string[]
  readonly findings: readonly Finding[]
}

/** Header fields that proxies add to replies, and the field in which they forward the client's address. */
const signs: readonly { readonly header: string; readonly means: string; readonly from?: string }[] = [
  { header: 'cf-ray', means: 'Cloudflare', from: 'cf-connecting-ip' },
  { header: 'x-amz-cf-id', means: 'Amazon CloudFront', from: 'x-forwarded-for' },
  { header: 'x-served-by', means: 'Fastly', from: 'fastly-client-ip' },
  { header: 'fly-request-id', means: 'Fly.io', from: 'fly-client-ip' },
  { header: 'x-vercel-id', means: 'Vercel', from: 'x-forwarded-for' },
  { header: 'x-azure-ref', means: 'Azure Front Door', from: 'x-forwarded-for' },
  { header: 'x-envoy-upstream-service-time', means: 'Envoy', from: 'x-forwarded-for' },
  { header: 'via', means: 'a proxy', from: 'x-forwarded-for' },
]

const timeoutMs = 10_000
const maxBytes = 1_048_576

/**
 * Sends a request to a server and looks for proxies in its answer. If the answer echoes the headers of the request, as JSON or as lines,
 * they are returned too. A proxy is reported as a finding, unless `usedHeader` is the header of that proxy or one that every proxy writes.
 * Throws `CliError` if the server does not answer.
 */
export async function askServer(
  url: string,
  headers: readonly string[],
  usedHeader: string | undefined,
  io: Io,
): Promise<ServerAnswer> {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new CliError(`\`${url}\` is not an HTTP URL`, 'write it as http://127.0.0.1:3000/')
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs)])
  const pairs = headers.flatMap((value, index): [string, string][] =>
    index % 2 === 1 ? [[headers[index - 1]!, value]] : [],
  )
  const response = await fetch(url, { signal, redirect: 'manual', headers: pairs }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new CliError(`\`${url}\` does not answer: ${cause === '' ? 'the connection was refused' : cause}`)
  })
  const body = (await response.text().catch(() => '')).slice(0, maxBytes)
  const found = signs.flatMap(({ header, means }) => {
    const value = response.headers.get(header)
    return value === null ? [] : [{ header, value, means }]
  })
  const received = echoedHeaders(body)
  return {
    url,
    status: response.status,
    signs: found,
    ...(received !== undefined && { received }),
    findings: findingsOf(found, usedHeader),
  }
}

function findingsOf(found: ServerAnswer['signs'], usedHeader: string | undefined): readonly Finding[] {
  return found.slice(0, 1).flatMap(({ header, means }) => {
    const from = signs.find((sign) => sign.header === header)?.from ?? 'x-forwarded-for'
    if (usedHeader !== undefined && [from, 'x-forwarded-for', 'forwarded'].includes(usedHeader)) return []
    return [
      {
        message: `${means} is in front of the server (the reply has ${header})`,
        help: `take the client address from ${from}, and trust the addresses of ${means}`,
      },
    ]
  })
}

/** Returns the header fields that an echoing server shows: `{ "headers": { … } }`, a flat map, or `Name: value` lines. */
function echoedHeaders(body: string): readonly string[] | undefined {
  const found = body.trimStart().startsWith('{') ? fromJson(body) : fromLines(body)
  const isEcho = found.some((text, index) => index % 2 === 0 && text.toLowerCase() === 'host')
  return isEcho ? found : undefined
}

function fromJson(body: string): readonly string[] {
  try {
    const value = JSON.parse(body) as Readonly<Record<string, unknown>>
    const headers = (typeof value['headers'] === 'object' ? value['headers'] : value) as Readonly<
      Record<string, unknown>
    >
    return Object.entries(headers).flatMap(([name, given]) => {
      const values = Array.isArray(given) ? given : [given]
      return values.flatMap((each) => (typeof each === 'string' ? [name, each] : []))
    })
  } catch {
    return []
  }
}

function fromLines(body: string): readonly string[] {
  return body.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([\w-]+):\s?(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [name, value]
  })
}
