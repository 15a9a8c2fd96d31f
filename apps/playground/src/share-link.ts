/** What a link to the playground contains. */
export interface SharedState {
  /** The texts of the policy: policies, lists and other included files, by name. */
  readonly files: Readonly<Record<string, string>>
  /** The name of the file that is the policy; the others are included. */
  readonly root: string
  /** The requests as typed or pasted. Absent: none. */
  readonly requests?: string
}

/** What a fragment contains, or why it cannot be used: a sentence without a final period. */
export type ReadLink =
  | { readonly kind: 'state'; readonly state: SharedState }
  | { readonly kind: 'error'; readonly message: string }

/** The version of the format, which begins each fragment. */
const version = '1'

/** The longest fragment that is read, in characters. */
export const maxFragmentLength = 400_000
/** The longest state that is read, in bytes after decompression. */
export const maxStateBytes = 2_000_000
const maxFiles = 100

/**
 * Returns the fragment of a link, without `#`: `1.` and the JSON of the state, compressed with raw deflate, in base64url. Programs that need it at once, such as
 * generators of static pages, get the same from `deflateRawSync(shareJson(state)).toString('base64url')` of Node's `zlib`.
 */
export async function writeFragment(state: SharedState): Promise<string> {
  const compressed = await collect(
    new Blob([shareJson(state)]).stream().pipeThrough(new CompressionStream('deflate-raw')),
    Infinity,
  )
  let octets = ''
  for (const byte of compressed ?? []) octets += String.fromCharCode(byte)
  return `${version}.${btoa(octets).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

/** Returns the JSON that is compressed into a fragment. */
export function shareJson({ files, root, requests }: SharedState): string {
  return JSON.stringify({ files, root, ...(requests !== undefined && { requests }) })
}

/**
 * Reads the fragment of a link, without `#`. Anyone can write a link, so nothing in it is trusted: its length, what it is decompressed to and the number of files
 * are limited, and it is only ever shown as text. Never throws.
 */
export async function readFragment(fragment: string): Promise<ReadLink> {
  if (fragment.length > maxFragmentLength) return error('the link is longer than any that the playground writes')
  const [, written, data] = /^(\d+)\.([\w-]*)$/.exec(fragment) ?? []
  if (written === undefined || data === undefined) return error('the link is damaged: it is not one of the playground')
  if (written !== version)
    return error(`the link has version ${written.slice(0, 9)}, and this page reads version ${version}`)
  try {
    const octets = atob(data.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(octets, (octet) => octet.charCodeAt(0))
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
    const json = await collect(stream, maxStateBytes)
    if (json === undefined) return error('the link contains more than 2 MB of text')
    return stateOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)))
  } catch {
    return error('the link is damaged: copy all of it')
  }
}

function stateOf(value: unknown): ReadLink {
  if (typeof value !== 'object' || value === null) return error('the link contains no policy')
  const { files, root, requests } = value as Readonly<Record<string, unknown>>
  if (typeof files !== 'object' || files === null || typeof root !== 'string')
    return error('the link contains no policy')
  const entries = Object.entries(files)
  if (entries.length > maxFiles) return error(`the link contains more than ${maxFiles} files`)
  const texts: [string, string][] = []
  for (const [name, text] of entries) {
    if (typeof text !== 'string' || !isFileName(name)) return error('the link contains something other than files')
    texts.push([name, text])
  }
  if (!Object.hasOwn(files, root)) return error('the link contains no policy')
  // WHY: entries are defined, not assigned, so that a file called `__proto__` is a file.
  return {
    kind: 'state',
    state: { files: Object.fromEntries(texts), root, ...(typeof requests === 'string' && { requests }) },
  }
}

/** Whether a text can be the name of a file: relative, without parts such as `..`, and short enough to show. */
export function isFileName(name: string): boolean {
  return (
    /^[\w.@+-][\w.@+ -]*(?:\/[\w.@+-][\w.@+ -]*)*$/u.test(name) &&
    name.length <= 200 &&
    !/(?:^|\/)\.\.?(?:\/|$)/.test(name)
  )
}

function error(message: string): ReadLink {
  return { kind: 'error', message }
}

/** Returns all bytes of a stream; undefined as soon as they are more than `max`, and reads no further. */
async function collect(stream: ReadableStream<Uint8Array>, max: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    length += value.length
    if (length > max) {
      await reader.cancel()
      return undefined
    }
    chunks.push(value)
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
