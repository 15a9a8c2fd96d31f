/**
 * One block of memory with views of 8-bit, 16-bit, 32-bit and 64-bit cells. It contains consecutive rows of counters; every offset named
 * `at` is in bytes and a multiple of 8.
 */
export interface Cells {
  readonly octets: Uint8Array
  readonly halves: Uint16Array
  readonly words: Uint32Array
  readonly doubles: Float64Array
}

/** Allocates zeroed cells of `bytes` bytes, a multiple of 8. */
export function allocateCells(bytes: number): Cells {
  return cellsIn(new ArrayBuffer(bytes))
}

/** The cells in a block of memory, of a multiple of 8 bytes, or in a part of it from a multiple of 8. */
export function cellsIn(buffer: ArrayBufferLike, from = 0, bytes: number = buffer.byteLength - from): Cells {
  return {
    octets: new Uint8Array(buffer, from, bytes),
    halves: new Uint16Array(buffer, from, bytes >> 1),
    words: new Uint32Array(buffer, from, bytes >> 2),
    doubles: new Float64Array(buffer, from, bytes >> 3),
  }
}
