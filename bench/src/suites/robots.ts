import robotsParser from 'robots-parser'
import { parseRobots } from '@tidegate/robots-parser'
import { botTokens } from '../data/agents.ts'
import { freshText } from '../data/fresh-text.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { interleave } from '../harness/interleave.ts'
import { below, createRandom } from '../harness/random.ts'
import { timeInTurns } from '../harness/time-in-turns.ts'

// WHY: the package's other declarations make the type of its function `any`.
const readPeer = robotsParser as unknown as (
  url: string,
  text: string,
) => { isAllowed(url: string, agent: string): unknown }

/** Parsing robots.txt, and querying it. */
export const robots: Benchmark = {
  id: 'robots',
  title: 'what does this robots.txt say, and may this crawler fetch this page?',
  work: 'a file of 150 groups with twenty rules each, from text to a structure that can be queried; then queries by a named crawler for new paths; our explanations of each line are created on demand, and not used here',
  async run(emit, { quick }) {
    const tokens = botTokens(quick ? 20 : 150)
    const text = robotsText(tokens)
    const rounds = quick ? 2 : 9
    const roundMs = quick ? 5 : 60
    const times = await timeInTurns<string>({
      contenders: [
        { name: 'tidegate', run: (file) => parseRobots(file) },
        { name: 'robots-parser', run: (file) => readPeer('https://example.com/robots.txt', file) },
      ],
      inputs: () => Array.from({ length: 5 }, () => Buffer.from(text).toString('latin1')),
      rounds,
      roundMs,
    })
    const [ours = [], theirs = []] = times.map((own) => own.map((ns) => (text.length / ns) * 1_000))
    const common = { benchmark: 'robots', peer: 'robots-parser', ours, theirs } as const
    emit(compare({ ...common, case: `parse ${Math.round(text.length / 1_000)} kB`, unit: 'MB/s', better: 'higher' }))
    const own = parseRobots(text)
    const other = readPeer('https://example.com/robots.txt', text)
    const agent = tokens[tokens.length >> 1]!
    const compared = await interleave<string>({
      benchmark: 'robots',
      case: 'may this crawler fetch this page?',
      inputs: (seed) => {
        const random = createRandom(seed + 1)
        return Array.from({ length: 1_000 }, () => freshText(`https://example.com${pathOf(random)}`))
      },
      ours: { name: 'tidegate', run: (url) => own.isAllowed(agent, url) },
      peers: [{ name: 'robots-parser', run: (url) => other.isAllowed(url, agent) }],
      rounds,
      roundMs,
    })
    for (const comparison of compared) emit(comparison)
  },
}

function robotsText(tokens: readonly string[]): string {
  const random = createRandom(9)
  return tokens
    .map((token) => {
      const rules = Array.from(
        { length: 20 },
        () => `${random() < 0.7 ? 'Disallow' : 'Allow'}: ${pathOf(random)}${random() < 0.2 ? '*.html$' : ''}`,
      )
      return [`User-agent: ${token}`, ...rules, 'Crawl-delay: 10', ''].join('\n')
    })
    .join('\n')
}

function pathOf(random: () => number): string {
  return `/section-${below(random, 40)}/page-${below(random, 1_000)}/`
}
