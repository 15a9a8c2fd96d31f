import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { referenceRefuses, type ReferenceSection, configurationText } from './apache.reference.ts'
import { importApache } from './import-apache.ts'

const addresses = ['192.0.2.1', '192.0.2.2', '198.51.100.1']
const paths = ['/', '/x.php', '/a', '/a/q', '/a/x.php', '/a/b/x.php', '/a/b/q', '/ab', '/c/b/y']
const hosts = ['one.example', 'two.example']

const of = fc.oneof(
  fc.record({ kind: fc.constant('files' as const), of: fc.constantFrom('x.php', 'y', 'q') }),
  fc.record({ kind: fc.constant('location' as const), of: fc.constantFrom('/a', '/a/b', '/c') }),
)
const section: fc.Arbitrary<ReferenceSection> = fc
  .tuple(
    of,
    fc.constantFrom(undefined, 0, 1),
    fc.oneof(fc.constant(['all']), fc.uniqueArray(fc.constantFrom(...addresses), { minLength: 1, maxLength: 2 })),
    fc.boolean(),
  )
  .map(([about, host, only, isNot]) => ({ ...about, host, only, isNot }))

it('refuses what httpd refuses, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(section, { maxLength: 6 }), (sections) => {
      const configuration = configurationText(hosts, sections)
      const { text } = importApache(configuration, 'x')
      const { model } = checkPolicy({ file: 'a.policy', text }, noFiles)
      const gate = createGate(planPolicy(model!), { clock: { wallMs: () => 1.8e12, monotonicMs: () => 0 } })
      for (const host of [...hosts, 'other.example'])
        for (const path of paths)
          for (const peer of addresses) {
            const { outcome } = gate.decide({ method: 'GET', target: path, headers: ['Host', host], peer })
            const refuses = referenceRefuses(hosts, sections, host, path, peer)
            expect([configuration, text, host, path, peer, outcome === 'block']).toEqual([
              configuration,
              text,
              host,
              path,
              peer,
              refuses,
            ])
          }
    }),
    { numRuns: runs(150, 1 / 2) },
  )
})
