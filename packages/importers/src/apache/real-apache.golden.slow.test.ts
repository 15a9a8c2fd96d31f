import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom, findProgram, freePorts, runs, runServer, seed } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheSamples, sampleAddresses, sampleAgents } from '../testing/apache-samples.ts'
import { compareAnswers, importCase, unexplained } from '../testing/compare-with-apache.ts'
import { type ApacheCase, randomCase, randomRequests, siteFiles } from '../testing/random-apache.ts'
import type { RawRequest } from '../testing/raw-requests.ts'
import { type ApacheSite, clientField, runApache, type RunningApache } from '../testing/run-apache.ts'

const path = findProgram('apache2')
const random = createRandom(seed)
const cases: readonly ApacheCase[] = Array.from({ length: runs(40) }, () => randomCase(random))
const requestsPerCase = 60

function siteOf({ text, at }: ApacheCase, more: readonly string[] = []): ApacheSite {
  const files = { ...siteFiles, ...Object.fromEntries(more.map((name) => [name, name])) }
  return at === undefined
    ? { directives: text, files }
    : { directives: '', files: { ...files, [`${at}.htaccess`.slice(1)]: text } }
}

describe.skipIf(path === undefined)('an imported Apache configuration, next to httpd', () => {
  let httpd: RunningApache
  beforeAll(async () => {
    const samples = apacheSamples.map(({ text, at, files }) => siteOf({ text, at }, files))
    httpd = await runApache(path!, [...samples, ...cases.map((each) => siteOf(each))], { freePorts, runServer })
  }, 60_000)
  afterAll(() => httpd.stop())

  it.each(apacheSamples.map((sample, site) => [sample.name, sample, site] as const))(
    'decides as httpd: %s',
    async (name, { text, at, targets }, site) => {
      const imported = importCase({ text, at }, httpd.roots[site]!)
      const requests = targets.flatMap((target): readonly RawRequest[] =>
        sampleAgents.flatMap((agent) =>
          sampleAddresses.map((address, index) => ({
            method: index === 2 ? 'POST' : 'GET',
            target,
            headers: [
              clientField,
              address,
              ...(agent === '' ? [] : ['User-Agent', agent]),
              ...(index === 0
                ? ['Referer', 'http://casino.example/']
                : index === 1
                  ? ['Referer', 'https://www.good.example/']
                  : []),
            ],
          })),
        ),
      )
      const statuses = await httpd.ask(site, requests)
      const { differences, compared } = compareAnswers(imported, `site${site}.example`, requests, statuses)
      expect(compared).toBeGreaterThan(requests.length / 2)
      expect(differences).toEqual([])
      const written = imported.text.replaceAll(httpd.roots[site]!, '/srv/site')
      const golden = join(import.meta.dirname, 'goldens', `${name}.policy`)
      if (process.env['TIDEGATE_GOLDEN'] === 'write') writeFileSync(golden, written)
      expect(written).toBe(readFileSync(golden, 'utf8'))
    },
  )

  it('decides as httpd for generated configurations, or says what it decides otherwise', async () => {
    const found = { requests: 0, explained: 0 }
    for (const [index, each] of cases.entries()) {
      const site = apacheSamples.length + index
      const requests = randomRequests(random, requestsPerCase)
      const statuses = await httpd.ask(site, requests)
      const imported = importCase(each, httpd.roots[site]!)
      const { compared, differences } = compareAnswers(imported, `site${site}.example`, requests, statuses)
      found.requests += compared
      if (differences.length === 0) continue
      found.explained += differences.length
      // What is decided otherwise must have a note; the message of a failure shows everything.
      const left = unexplained(imported, differences)
      if (left.length > 0)
        expect.fail(`${each.at ?? ''}\n${each.text}\n---\n${imported.text}\n${JSON.stringify(left, null, 1)}`)
    }
    expect(found.requests).toBeGreaterThan((cases.length * requestsPerCase) / 2)
    expect(found.explained).toBeLessThan(found.requests / 10)
  }, 600_000)
})
