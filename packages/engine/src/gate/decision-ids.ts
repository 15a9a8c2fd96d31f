/**
 * Returns a function that creates opaque ids of nine characters. An id is a counter in base 64, scrambled with a key that belongs to the gate. Ids
 * are unique until 2^30 have been created; the first four characters differ from gate to gate. The first is a letter.
 */
export function createDecisionIds(random: () => number): () => string {
  const gate = draw(random)
  // WHY a letter: a command would read an id that begins with `-` as an option.
  const a = codes[((gate >>> 24) & 63) % 52]!
  const b = codes[(gate >>> 18) & 63]!
  const c = codes[(gate >>> 12) & 63]!
  const d = codes[(gate >>> 6) & 63]!
  const key = draw(random)
  let count = draw(random) & mask
  return () => {
    count = (count + 1) & mask
    const id = scramble(count, key)
    const e = codes[id >>> 24]!
    const f = codes[(id >>> 18) & 63]!
    const g = codes[(id >>> 12) & 63]!
    const h = codes[(id >>> 6) & 63]!
    return String.fromCharCode(a, b, c, d, e, f, g, h, codes[id & 63]!)
  }
}

const codes = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', (character) =>
  character.charCodeAt(0),
)
const mask = 2 ** 30 - 1

function draw(random: () => number): number {
  return Math.floor(random() * 2 ** 30)
}

/** A bijection of 30-bit numbers: every step is invertible. */
function scramble(count: number, key: number): number {
  let id = (count ^ key) & mask
  id = Math.imul(id, 0x2c1b3c6d) & mask
  id ^= id >>> 15
  id = Math.imul(id, 0x297a2d39) & mask
  return id ^ (id >>> 14)
}
