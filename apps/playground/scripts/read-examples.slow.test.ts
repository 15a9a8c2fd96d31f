import { catalogTokens } from '@tidegate/bot-catalog'
import { ruleRefsOf } from '@tidegate/engine/simulate'
import { analyse, diagnose, hostOf } from '@tidegate/language-features'
import { describe, expect, it } from 'vitest'
import { outcomeNames } from '../src/decide/messages.ts'
import { runRequests } from '../src/decide/run.ts'
import { exampleRequests } from './example-requests.ts'
import { type PageExample, readExamples } from './read-examples.ts'

const { offered, omitted } = readExamples()

/** Rules that refuse no request of the example. WHY: limits of networks and of the best plans would need hundreds of requests from many addresses, which hide the others. */
const unshown: readonly string[] = [
  'api.policy: guesses of a network',
  'api.policy: logins of a network',
  'api.policy: team plan',
  'api.policy: wrong keys of a network',
  'api-plans.policy: business',
  'api-plans.policy: team',
  'chat.policy: connections of a network',
  'odoo.policy: failed logins of a network',
  'odoo.policy: networks',
  'panel.policy: failed logins of a network',
  'panel.policy: programs of an address',
  'shop.policy: networks',
  'shop.policy: visitors',
]

/** What the policy of an example can do, and what the requests of the example show. */
interface Shown {
  readonly outcomes: readonly string[]
  readonly possible: readonly string[]
  /** The names of rules that refuse none of the requests. */
  readonly missing: readonly string[]
}

async function decide({ files, root, requests = '' }: PageExample): Promise<Shown> {
  const host = hostOf({ read: (path) => files[path], list: () => Object.keys(files) }, { catalog: catalogTokens() })
  const analysis = analyse({ file: root, text: files[root]! }, host)
  expect(diagnose(analysis).filter(({ severity }) => severity === 'error')).toEqual([])
  const model = analysis.checked.model!
  const { decided } = await runRequests(model, requests, () => Promise.resolve())
  expect(decided.problems).toEqual([])
  const rules = ruleRefsOf(model).filter(({ kind }) => kind !== 'exempt')
  const refusing = new Set(decided.refusals.map(({ rule }) => rule.id))
  return {
    outcomes: outcomeNames.filter((_, index) => decided.outcomes.includes(index)),
    possible: outcomeNames.filter(
      (name) => name === 'pass' || rules.some(({ kind }) => (kind === 'limit') === (name === 'limit')),
    ),
    missing: rules.filter(({ id }) => !refusing.has(id)).map(({ name, text }) => `${root}: ${name ?? text}`),
  }
}

describe('the examples of the page', () => {
  it.each(offered.map((example) => [example.title, example] as const))(
    'show every outcome, and every rule that refuses: %s',
    async (_title, example) => {
      const { outcomes, possible, missing } = await decide(example)
      expect(outcomes).toEqual(expect.arrayContaining([...possible]))
      expect(missing.filter((name) => !unshown.includes(name))).toEqual([])
    },
  )

  it('are all that can be decided in a page; the others are named with the reason', () => {
    expect(offered).toHaveLength(Object.keys(exampleRequests).length + 1)
    expect(omitted.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'cookbook/robots-obeyed/site.policy imports robots, which is done on servers only',
      'cookbook/with-plugins/countries.policy uses the plugin geoip, which runs on servers only',
      'cookbook/with-plugins/crawlers.policy uses the plugin reverse-dns, which runs on servers only',
      'cookbook/with-plugins/signed-agents.policy uses the plugin signed-agents, which runs on servers only',
      'cookbook/with-plugins/under-load.policy uses the plugin server-load, which runs on servers only',
      'public-site/robots.policy imports robots, which is done on servers only',
    ])
  })
})
