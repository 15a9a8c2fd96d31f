import { readGoldens, settleGolden } from '@tidegate/dsl/testing'
import { findProgram, freePorts, runServer } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { askNginx } from '../testing/ask-nginx.ts'
import { compareWithNginx } from '../testing/compare-with-nginx.ts'
import { readNginxGolden } from '../testing/read-nginx-golden.ts'

const nginx = findProgram('nginx')
const goldens = readGoldens(new URL('../../goldens/nginx/', import.meta.url))
const cases = goldens.map(({ name, input }) => readNginxGolden(name, input))

describe('a realistic nginx configuration', () => {
  it.each(goldens.map((golden, index) => [golden.name, golden, cases[index]!] as const))(
    'is imported as in %s',
    (_, golden, given) => {
      const { policy } = compareWithNginx(given, [])
      expect(policy).toBe(settleGolden(golden, policy))
    },
  )

  // Lua is a module that Debian's nginx does not contain.
  const running = cases.filter(({ servers }) => !servers.includes('_by_lua'))
  it.skipIf(nginx === undefined)(
    'is decided as by the server',
    async () => {
      const answers = await askNginx(nginx!, running, { freePorts, runServer })
      for (const [index, given] of running.entries()) {
        const { differences } = compareWithNginx(given, answers[index]!)
        const explained = given.probes.filter(({ isExplained }) => isExplained)
        expect(differences.map(({ probe, nginx: theirs, gate }) => ({ probe, theirs, gate }))).toEqual(
          explained.map((probe) => expect.objectContaining({ probe })),
        )
      }
    },
    60_000,
  )
})
