/** What a test run takes its random inputs from. */
export interface RandomRun {
  /** A whole number of 32 bits. */
  readonly seed: number
  /** How many times as many inputs as usual. */
  readonly runsFactor: number
}

/** WHY: always the same, so that whether a change lands depends on the change. Fresh seeds are for `pnpm test:deep`. */
const usualSeed = 20_261_130

const mostSeed = 0x7fff_ffff

/**
 * Reads `TIDEGATE_SEED`, a whole number of 32 bits or `fresh`, and `TIDEGATE_RUNS`, a number above 0. Throws a `TypeError` that names the
 * variable for anything else.
 */
export function readRandomRun(env: Readonly<Record<string, string | undefined>>): RandomRun {
  return { seed: readSeed(env['TIDEGATE_SEED']), runsFactor: readFactor(env['TIDEGATE_RUNS']) }
}

function readSeed(text: string | undefined): number {
  if (text === undefined || text === '') return usualSeed
  if (text === 'fresh') return Math.floor(Math.random() * mostSeed)
  const seed = Number(text)
  if (seed !== (seed | 0))
    throw new TypeError(`TIDEGATE_SEED is a whole number of 32 bits or \`fresh\`, not \`${text}\``)
  return seed
}

function readFactor(text: string | undefined): number {
  if (text === undefined || text === '') return 1
  const factor = Number(text)
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY)) {
    throw new TypeError(`TIDEGATE_RUNS is a number above 0, not \`${text}\``)
  }
  return factor
}
