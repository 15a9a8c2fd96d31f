const chunkBytes = 65_536

/** Yields the text of a file piece by piece, without a byte order mark. Bytes are UTF-8; invalid ones become U+FFFD. */
export function* decodeList(content: string | Uint8Array): Generator<string> {
  if (typeof content === 'string') {
    const start = content.startsWith('\ufeff') ? 1 : 0
    for (let at = start; at < content.length; at += chunkBytes) yield content.slice(at, at + chunkBytes)
    return
  }
  const decoder = new TextDecoder()
  for (let at = 0; at < content.length; at += chunkBytes) {
    yield decoder.decode(content.subarray(at, at + chunkBytes), { stream: true })
  }
  yield decoder.decode()
}
