/**
 * Makes ids of nine characters that tell nothing: a counter, scrambled by a key that differs from gate to gate, in base 64. One after
 * another they are all different until 2^30 have been made; the first four characters tell gates apart. Nothing is formatted: pairs of
 * characters are looked up.
 */
export function createDecisionIds(random: () => number): () => string {
  const pairs: string[] = []
  for (const high of alphabet) for (const low of alphabet) pairs.push(high + low)
  const gate = draw(random)
  const name = pairs[(gate >>> 12) & 4095]! + pairs[gate & 4095]!
  const key = draw(random)
  let count = draw(random) & mask
  return () => {
    count = (count + 1) & mask
    const id = scramble(count, key)
    return name + pairs[(id >>> 18) & 4095]! + pairs[(id >>> 6) & 4095]! + alphabet[id & 63]!
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
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
