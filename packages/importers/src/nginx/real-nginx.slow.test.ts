import { createRandom, findProgram, freePorts, runs, runServer, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { askNginx } from '../testing/ask-nginx.ts'
import { compareWithNginx } from '../testing/compare-with-nginx.ts'
import { randomNginx } from '../testing/random-nginx.ts'

const nginx = findProgram('nginx')

describe.skipIf(nginx === undefined)('a random nginx configuration', () => {
  it('is imported so that a gate decides as the server, or with a comment that says why not', async () => {
    const random = createRandom(seed)
    const cases = Array.from({ length: runs(40) }, (_, index) => randomNginx(random, `configuration ${index}`))
    const answers = await askNginx(nginx!, cases, { freePorts, runServer })
    const results = cases.map((each, index) => compareWithNginx(each, answers[index]!))
    const unexplained = results.flatMap(({ differences, notes }) => (notes.length > 0 ? [] : differences))
    expect(unexplained.slice(0, 1)).toEqual([])
    // Most configurations have an exact equivalent, and most requests can be compared.
    expect(results.filter(({ notes }) => notes.length === 0).length).toBeGreaterThan(cases.length / 3)
    const compared = results.reduce((sum, result) => sum + result.compared, 0)
    const differing = results.reduce((sum, result) => sum + result.differences.length, 0)
    expect(compared).toBeGreaterThan(15 * cases.length)
    expect(differing).toBeLessThan(compared / 10)
  }, 120_000)
})
