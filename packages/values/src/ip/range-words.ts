/**
 * Number of words per address in a family's range array: 1 for IPv4, 4 for IPv6. A range array contains ranges back to back: the
 * words of the first address, then those of the last one.
 */
export type Width = 1 | 4

/** Compares the addresses at `x[i]` and `y[j]`. Negative if the first is below the second, 0 if they are equal. */
export function compareAt(x: Uint32Array, i: number, y: Uint32Array, j: number, width: Width): number {
  for (let k = 0; k < width; k++) {
    const difference = x[i + k]! - y[j + k]!
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether the address at `y[j]` directly follows the address at `x[i]`. */
export function followsAt(x: Uint32Array, i: number, y: Uint32Array, j: number, width: Width): boolean {
  let k = width - 1
  while (k >= 0 && x[i + k] === 0xffffffff) {
    if (y[j + k] !== 0) return false
    k--
  }
  if (k < 0 || y[j + k] !== x[i + k]! + 1) return false
  while (--k >= 0) if (x[i + k] !== y[j + k]) return false
  return true
}

/** Copies the address at `from[i]` to `to[j]`. */
export function copyAt(from: Uint32Array, i: number, to: Uint32Array, j: number, width: Width): void {
  for (let k = 0; k < width; k++) to[j + k] = from[i + k]!
}

/** Adds one to the address at `x[i]`; returns false, and sets all words to 0, if it was the last one. */
export function incrementAt(x: Uint32Array, i: number, width: Width): boolean {
  for (let k = width - 1; k >= 0; k--) {
    const next = (x[i + k]! + 1) >>> 0
    x[i + k] = next
    if (next !== 0) return true
  }
  return false
}

/** Subtracts one from the address at `x[i]`, which must not be zero. */
export function decrementAt(x: Uint32Array, i: number, width: Width): void {
  for (let k = width - 1; k >= 0; k--) {
    const word = x[i + k]!
    x[i + k] = word - 1
    if (word !== 0) return
  }
}
