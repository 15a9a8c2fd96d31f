/** Bytes of heap and array buffers in use after a garbage collection. Throws an `Error` unless Node runs with `--expose-gc`. */
export function usedBytes(): number {
  const collect = (globalThis as { gc?: () => void }).gc
  if (collect === undefined) throw new Error('cannot measure memory: run node with --expose-gc')
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Calls `make`; returns its result and the bytes that stay in use because of it. */
export function bytesOf<T>(make: () => T): { readonly made: T; readonly bytes: number } {
  const before = usedBytes()
  const made = make()
  return { made, bytes: usedBytes() - before }
}
