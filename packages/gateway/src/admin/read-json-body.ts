import type { IncomingMessage } from 'node:http'

/** The object in the body of a request, or why there is none. */
export type JsonBody =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'fault'; readonly status: 400 | 413 | 415; readonly message: string }

const maxBytes = 65_536

/**
 * Reads a body of at most 64 KB. WHY the content type: no form of a web page has this one, and a script of another site may not send it without being
 * allowed to.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1)
  if (type.trim().toLowerCase() !== 'application/json')
    return { kind: 'fault', status: 415, message: 'the body has to be application/json' }
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) return { kind: 'fault', status: 413, message: 'the body is larger than 64 KB' }
      chunks.push(chunk)
    }
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { kind: 'object', value: value as Readonly<Record<string, unknown>> }
  } catch {
    // Reported below: what arrived is not JSON, or the client has left.
  }
  return { kind: 'fault', status: 400, message: 'the body is not a JSON object' }
}
