/** The distinct buffers of all typed arrays in plain data, which can be transferred to another thread without a copy. */
export function transferablesOf(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const seen = new Set<object>()
  const waiting: unknown[] = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    if (ArrayBuffer.isView(next)) {
      if (next.buffer instanceof ArrayBuffer) buffers.add(next.buffer)
    } else if (next instanceof ArrayBuffer) buffers.add(next)
    else for (const part of Object.values(next)) waiting.push(part)
  }
  return [...buffers]
}
