import { readHost } from '@tidegate/values'

/** The host of a request, or the reason why it is ambiguous. `host` is undefined if the request names none. */
export type RequestHost =
  | { readonly kind: 'host'; readonly host: string | undefined }
  | { readonly kind: 'ambiguous'; readonly detail: string }

/**
 * The host that a request names in its Host field, in `:authority` (HTTP/2), or in an absolute target. Two Host fields, equal or not
 * (RFC 9112 §3.2), a malformed host, and different hosts are ambiguous. Ports are ignored.
 */
export function requestHost(
  hostFields: readonly string[] | undefined,
  pseudoFields: readonly string[] | undefined,
  authority: string | undefined,
): RequestHost {
  if ((hostFields?.length ?? 0) > 1 || (pseudoFields?.length ?? 0) > 1) return ambiguous('several Host fields')
  if (pseudoFields === undefined && authority === undefined) return onlyHost(hostFields?.[0])
  let host: string | undefined
  for (const named of [hostFields?.[0], pseudoFields?.[0], authority]) {
    if (named === undefined) continue
    const reading = readHost(named)
    if (reading.kind === 'malformed') return ambiguous(reading.detail)
    if (reading.kind === 'none') continue
    if (host !== undefined && host !== reading.host)
      return ambiguous('the target and the Host field name different hosts')
    host = reading.host
  }
  return { kind: 'host', host }
}

function onlyHost(field: string | undefined): RequestHost {
  if (field === undefined) return noHost
  const reading = readHost(field)
  if (reading.kind === 'malformed') return ambiguous(reading.detail)
  return reading.kind === 'none' ? noHost : reading
}

const noHost: RequestHost = { kind: 'host', host: undefined }

function ambiguous(detail: string): RequestHost {
  return { kind: 'ambiguous', detail }
}
