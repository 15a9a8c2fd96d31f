import { describe, expect, it } from 'vitest'
import { play, type Got, type Step } from '../src/play.ts'

const bot = (name: string): string => `Mozilla/5.0 (compatible; ${name}/1.0; +https://bots.example/)`
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const visitor = '198.51.100.9'

/** The requests in order, and the outcome of each. */
const steps: readonly (readonly [Step, Got])[] = [
  [{ ip: visitor, agent: bot('GPTBot'), target: '/' }, '403 block'],
  [{ ip: visitor, agent: bot('GPTBot'), target: '/press/2026' }, 'pass'],
  [{ ip: visitor, agent: 'CCBot/2.0 (https://commoncrawl.org/faq/)', target: '/about' }, '403 block'],
  [{ ip: visitor, agent: bot('OtherBot'), target: '/cart/7' }, '403 block'],
  [{ ip: visitor, agent: bot('OtherBot'), target: '/search?q=shoes' }, '403 block'],
  [{ ip: visitor, agent: bot('OtherBot'), target: '/search' }, 'pass'],
  [{ ip: '198.51.100.10', agent: bot('OtherBot'), target: '/', times: 3 }, 'pass'],
  [{ ip: '198.51.100.10', agent: bot('OtherBot'), target: '/' }, '429 limit'],
  [{ ip: visitor, agent: bot('AhrefsBot'), target: '/', at: '2026-11-18T12:00:00Z' }, '503 block'],
  [{ ip: visitor, agent: bot('AhrefsBot'), target: '/', at: '2026-11-19T01:00:00Z' }, 'pass'],
  [{ ip: visitor, agent: bot('AhrefsBot'), target: '/a.php', at: '2026-11-19T02:00:00Z' }, '403 block'],
  [{ ip: visitor, agent: bot('GPTBot'), target: '/robots.txt' }, 'pass'],
  [{ ip: visitor, agent: browser, target: '/cart/7', times: 1000 }, 'pass'],
  [{ ip: visitor, agent: bot('PerplexityBot'), target: '/', at: '2026-11-20T10:00:00Z' }, 'pass'],
]

describe('an enforced robots.txt', () => {
  it('restricts bots as it says, and does not restrict people', async () => {
    const got = await play(
      'robots-obeyed/site.policy',
      steps.map(([step]) => step),
    )
    expect(steps.map(([step], index) => [step, got[index]])).toEqual(steps)
  })
})
