import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { importNginx } from './import-nginx.ts'
import {
  referenceRefusal,
  type ReferenceLocation,
  type ReferenceBlock,
  type ReferenceServer,
  configurationText,
} from './nginx.reference.ts'

const addresses = ['192.0.2.1', '192.0.2.2', '198.51.100.1']
const prefixes = ['/', '/a/', '/a/b/', '/a/b/c/', '/b/']
const exacts = ['/a/x.php', '/b/y', '/a/b/x.git']
const patterns = ['\\.php$', '^/a/', '/b/', '\\.git']
const paths = ['/', '/q', '/a/x', '/a/x.php', '/a/b/x', '/a/b/x.git', '/a/b/c/y.php', '/b/y', '/b/x.php', '/z.git']
const hosts = ['one.example', 'two.example', 'other.example']

const access: fc.Arbitrary<ReferenceBlock['access']> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  {
    weight: 3,
    arbitrary: fc.array(fc.record({ allow: fc.boolean(), entry: fc.constantFrom(...addresses, 'all') }), {
      maxLength: 3,
    }),
  },
)

const answer = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.constantFrom(404, 403, 301))

function blockOf(locations: fc.Arbitrary<readonly ReferenceLocation[]>): fc.Arbitrary<ReferenceBlock> {
  return fc.record({ access, answer, locations })
}

/** Locations with distinct names; nested prefixes extend the outer one. */
function locationsIn(prefix: string, depth: number): fc.Arbitrary<readonly ReferenceLocation[]> {
  const below = prefixes.filter((text) => text.startsWith(prefix) && text !== prefix)
  const plain = fc.constantFrom(...(below.length === 0 ? [`${prefix}d/`] : below)).chain((text) =>
    fc.record({
      modifier: fc.constantFrom('' as const, '^~' as const),
      text: fc.constant(text),
      block: blockOf(depth > 0 ? locationsIn(text, depth - 1) : fc.constant([])),
    }),
  )
  const leaf = (modifier: '=' | '~', texts: readonly string[]): fc.Arbitrary<ReferenceLocation> =>
    fc.record({ modifier: fc.constant(modifier), text: fc.constantFrom(...texts), block: blockOf(fc.constant([])) })
  const inside = exacts.filter((text) => text.startsWith(prefix))
  return fc.uniqueArray(
    fc.oneof(plain, leaf('~', patterns), leaf('=', inside.length === 0 ? [`${prefix}e`] : inside)),
    { maxLength: 4, selector: ({ modifier, text }) => (modifier === '^~' ? text : `${modifier}${text}`) },
  )
}

const servers: fc.Arbitrary<readonly ReferenceServer[]> = fc
  .array(blockOf(locationsIn('', 1)), { minLength: 1, maxLength: 2 })
  .map((all) => all.map((block, index) => ({ name: hosts[index]!, block })))

it('refuses what nginx refuses, and nothing else', () => {
  fc.assert(
    fc.property(servers, (given) => {
      const configuration = configurationText(given)
      const { text } = importNginx(configuration, 'x')
      const { model } = checkPolicy({ file: 'a.policy', text }, noFiles)
      const gate = createGate(planPolicy(model!), { clock: { wallMs: () => 1.8e12, monotonicMs: () => 0 } })
      for (const host of hosts)
        for (const path of paths)
          for (const peer of addresses) {
            const decision = gate.decide({ method: 'GET', target: path, headers: ['Host', host], peer })
            const refusal = decision.outcome === 'pass' ? undefined : decision.status
            // If a list and an answer both refuse, either status may be sent.
            const expected = referenceRefusal(given, host, path, peer)
            expect([configuration, text, host, path, peer, refusal !== undefined]).toEqual([
              configuration,
              text,
              host,
              path,
              peer,
              expected !== undefined,
            ])
          }
    }),
    { numRuns: runs(150, 1 / 2) },
  )
})
