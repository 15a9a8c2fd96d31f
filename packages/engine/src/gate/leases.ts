/**
 * Returns a function that creates leases: names of requests that take places at once. A lease is a random name of the gate and a counter, so that no two
 * requests of any gates that share a store have the same one.
 */
export function createLeases(random: () => number): () => string {
  const gate = Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 24).toString(36)).join('')
  let count = 0
  return () => `${gate}.${(count++).toString(36)}`
}
