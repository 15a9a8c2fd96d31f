/** What determines the random inputs of a test run. */
export interface RandomRun {
  /** A signed 32-bit integer. */
  readonly seed: number
  /** The factor by which the usual number of inputs is multiplied. */
  readonly runsFactor: number
}

/** WHY: always the same, so that only the change determines whether its tests pass. Fresh seeds are for `pnpm test:deep`. */
const defaultSeed = 20_261_130

const maxSeed = 0x7fff_ffff

/**
 * Reads `TIDEGATE_SEED`, a signed 32-bit integer or `fresh`, and `TIDEGATE_RUNS`, a number greater than 0. Throws a `TypeError` that names
 * the variable for anything else.
 */
export function readRandomRun(env: Readonly<Record<string, string | undefined>>): RandomRun {
  return { seed: readSeed(env['TIDEGATE_SEED']), runsFactor: readFactor(env['TIDEGATE_RUNS']) }
}

function readSeed(text: string | undefined): number {
  if (text === undefined || text === '') return defaultSeed
  if (text === 'fresh') return Math.floor(Math.random() * maxSeed)
  const seed = Number(text)
  if (seed !== (seed | 0))
    throw new TypeError(`invalid TIDEGATE_SEED: expected a 32-bit integer or \`fresh\`, got \`${text}\``)
  return seed
}

function readFactor(text: string | undefined): number {
  if (text === undefined || text === '') return 1
  const factor = Number(text)
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY)) {
    throw new TypeError(`invalid TIDEGATE_RUNS: expected a number greater than 0, got \`${text}\``)
  }
  return factor
}
