/**
 * Makes ids of nine characters that tell nothing: a counter, scrambled by a key that differs from gate to gate, in base 64. One after
 * another they are all different until 2^30 have been made; the first four characters tell gates apart.
 */
export function createDecisionIds(random: () => number): () => string {
  const gate = draw(random)
  const a = codes[(gate >>> 24) & 63]!
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

/** A bijection of 30-bit numbers: every step can be undone. */
function scramble(count: number, key: number): number {
  let id = (count ^ key) & mask
  id = Math.imul(id, 0x2c1b3c6d) & mask
  id ^= id >>> 15
  id = Math.imul(id, 0x297a2d39) & mask
  return id ^ (id >>> 14)
}
