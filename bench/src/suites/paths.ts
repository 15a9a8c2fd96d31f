import {
  buildPatternIndex,
  createScanBuffer,
  foldPath,
  parsePathPattern,
  type PathPattern,
  scanPatterns,
} from '@tidegate/values'
import { freshText } from '../data/fresh-text.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { interleave } from '../harness/interleave.ts'
import { below, createRandom } from '../harness/random.ts'

const words = [
  'admin',
  'api',
  'shop',
  'blog',
  'docs',
  'users',
  'orders',
  'media',
  'static',
  'search',
  'account',
  'help',
]

/** Finding which of many path patterns match. */
export const paths: Benchmark = {
  id: 'paths',
  title: 'which of 500 path patterns match this path?',
  work: 'from a new path to every pattern that matches, ignoring case; 200 exact, 150 `/literal/**`, 100 with a star inside, 50 that begin with a wildcard; one RegExp only says whether any matches',
  async run(emit, { quick }) {
    const texts = patternTexts(quick ? 100 : 500)
    const index = buildPatternIndex(texts.map(patternOf), { exactly: false })
    const out = new Uint32Array((texts.length + 31) >>> 5)
    const scratch = new Uint32Array((index.literalChecks.length + 31) >>> 5)
    const buffer = createScanBuffer(2_048)
    const sources = texts.map(regExpOf)
    const list = sources.map((source) => new RegExp(`^${source}$`, 'i'))
    const one = new RegExp(`^(?:${sources.join('|')})$`, 'i')
    for (const [name, make] of [
      ['ordinary paths', ordinaryPath],
      ['2,048 hostile characters', hostilePath],
    ] as const) {
      const compared = await interleave<string>({
        benchmark: 'paths',
        case: name,
        inputs: (seed) => {
          const random = createRandom(seed + 1)
          return Array.from({ length: make === ordinaryPath ? 2_000 : 20 }, () => freshText(make(random)))
        },
        ours: { name: 'tidegate', run: (path) => scanPatterns(index, path, out.fill(0), scratch, buffer) },
        peers: [
          { name: 'a RegExp for each', run: (path) => list.filter((pattern) => pattern.test(foldPath(path))).length },
          { name: 'one RegExp', run: (path) => one.test(path), note: 'yes or no' },
        ],
        rounds: quick ? 2 : 9,
        roundMs: quick ? 5 : 60,
      })
      for (const comparison of compared) emit(comparison)
    }
  },
}

function patternTexts(count: number): readonly string[] {
  const random = createRandom(11)
  const word = (): string => words[below(random, words.length)]!
  return Array.from({ length: count }, (_, number) => {
    const share = number / count
    if (share < 0.4) return `/${word()}/${word()}-${number}`
    if (share < 0.7) return `/${word()}/${word()}-${number}/**`
    if (share < 0.9) return `/${word()}/*/${word()}-${number}/*.json`
    return `/**/${word()}-${number}*/*.${word().slice(0, 3)}`
  })
}

function patternOf(text: string): PathPattern {
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') throw new Error(`${text}: ${parsed.reason}`)
  return parsed.pattern
}

function regExpOf(text: string): string {
  return text
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\/\*\*$/, '(?:/[^]*)?')
    .replaceAll(/(?<!\])\*\*/g, '[^]*')
    .replaceAll(/(?<!\])\*/g, '[^/]*')
}

function ordinaryPath(random: () => number): string {
  const word = (): string => words[below(random, words.length)]!
  const draw = random()
  if (draw < 0.3) return `/${word()}/${word()}-${below(random, 500)}`
  if (draw < 0.6) return `/${word()}/${word()}-${below(random, 500)}/page/${below(random, 1_000)}`
  return `/${word()}/${below(random, 1e9).toString(36)}/${word()}-${below(random, 500)}/${below(random, 99)}.json`
}

/** A path of beginnings of the patterns' literals, which is the worst case for backtracking. */
function hostilePath(random: () => number): string {
  let path = ''
  while (path.length < 2_048) path += `/${words[below(random, words.length)]!}-${450 + below(random, 50)}a`
  return path.slice(0, 2_048)
}
