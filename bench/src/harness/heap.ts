/** Bytes of heap and array buffers in use after a collection. Run with `--expose-gc`. */
export function usedBytes(): number {
  const collect = (globalThis as { gc?: () => void }).gc
  if (collect === undefined) throw new Error('memory is measured with --expose-gc')
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Bytes that stay in use because of what `make` returns. */
export function bytesOf<T>(make: () => T): { readonly made: T; readonly bytes: number } {
  const before = usedBytes()
  const made = make()
  return { made, bytes: usedBytes() - before }
}
