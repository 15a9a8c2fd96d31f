import type { IncomingMessage } from 'node:http'

/** Maximum size of a form, in bytes. */
const maxBytes = 32_768

/** The fields of a form, or the status with which it is refused. */
export type FormReading =
  | { readonly kind: 'form'; readonly fields: URLSearchParams }
  | { readonly kind: 'fault'; readonly status: 413 | 415 }

/** Reads the body of a POST. Only what a form of HTML sends is read: other types can be sent by other sites without their being asked for it. */
export async function readForm(request: IncomingMessage): Promise<FormReading> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return { kind: 'fault', status: 415 }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) return { kind: 'fault', status: 413 }
    chunks.push(chunk)
  }
  return { kind: 'form', fields: new URLSearchParams(Buffer.concat(chunks).toString('utf8')) }
}
