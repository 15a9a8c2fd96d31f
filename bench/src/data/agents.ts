import { below, createRandom } from '../harness/random.ts'
import { freshText } from './fresh-text.ts'

const shapes: readonly ((random: () => number) => string)[] = [
  (random) =>
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + below(random, 50)}.0.${below(random, 9_999)}.${below(random, 200)} Safari/537.36`,
  (random) =>
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_${below(random, 9)}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${15 + below(random, 4)}.${below(random, 7)} Safari/605.1.15`,
  (random) =>
    `Mozilla/5.0 (X11; Linux x86_64; rv:${100 + below(random, 60)}.0) Gecko/20100101 Firefox/${100 + below(random, 60)}.${below(random, 99)}`,
  (random) =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${below(random, 9)} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.${below(random, 9)} Mobile/15E${below(random, 999)} Safari/604.1`,
]

/** Browser user agents of about 117 characters, each a new string. */
export function browserAgents(count: number, seed: number): readonly string[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => freshText(shapes[below(random, shapes.length)]!(random)))
}

const wellKnown = [
  'googlebot',
  'bingbot',
  'facebookexternalhit',
  'keycdn',
  'meta-externalagent',
  'spider',
  'crawler',
  'scrapy',
  'ahrefsbot',
  'bytespider',
  'mj12bot',
  'amazonbot',
  'dotbot',
  'claudebot',
  'semrushbot',
  'petalbot',
  'gptbot',
  'ccbot',
  'yandexbot',
]

/** Distinct bot tokens: well-known ones first, then invented names that resemble them. */
export function botTokens(count: number, seed = 7): readonly string[] {
  const random = createRandom(seed)
  const tokens = new Set(wellKnown.slice(0, count))
  const syllables = [
    'ar',
    'bo',
    'cri',
    'dex',
    'eno',
    'fal',
    'gra',
    'hub',
    'ix',
    'jor',
    'kli',
    'lum',
    'mor',
    'nex',
    'opi',
    'pra',
    'qua',
    'rov',
    'sem',
    'tur',
  ]
  while (tokens.size < count) {
    const name = Array.from({ length: 2 + below(random, 3) }, () => syllables[below(random, syllables.length)]).join('')
    tokens.add(`${name}${['bot', 'spider', 'crawl', '-agent'][below(random, 4)]}`)
  }
  return [...tokens]
}

/** User agents in a realistic mix: nine browsers to one bot. */
export function mixedAgents(count: number, tokens: readonly string[], seed: number): readonly string[] {
  const random = createRandom(seed)
  return browserAgents(count, seed).map((agent) =>
    random() < 0.1
      ? freshText(
          `Mozilla/5.0 (compatible; ${tokens[below(random, tokens.length)]}/${below(random, 9)}.${below(random, 99)}; +http://example.com/bot.html)`,
        )
      : agent,
  )
}
