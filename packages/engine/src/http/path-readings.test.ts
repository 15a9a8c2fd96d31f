import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from './canonical-path.ts'
import { decodeSlashes, hasReadings, maxPathChoices, pathReadings } from './path-readings.ts'

const canonicalPaths = fc
  .array(fc.constantFrom('a', '/', '//', '%2F', '%2f', '%40', '@', '.', '..', ';', '%3B', '%25', '%C3%A9', '-'), {
    maxLength: 12,
  })
  .map((pieces) => canonicalPath(`/${pieces.join('')}`, false))
  .filter((canonical) => canonical.kind === 'path')
  .map(({ path }) => path)

/** Every way to decode some of the slashes, one after the other. */
function allReadings(path: string): ReadonlySet<string> {
  const at = path.indexOf('%2F')
  if (at < 0) return new Set([path])
  const before = path.slice(0, at)
  const readings = [...allReadings(path.slice(at + 3))].flatMap((text) => [`${before}%2F${text}`, `${before}/${text}`])
  return new Set(readings.map((text) => text.replaceAll(/\/+/g, '/')))
}

describe('the readings of a path', () => {
  it('are the path, the decoded one, and those with only some slashes decoded', () => {
    expect(pathReadings('/a%2Fb')).toEqual(['/a%2Fb', '/a/b'])
    expect(pathReadings('/a%2Fb%2Fc')).toEqual(['/a%2Fb%2Fc', '/a/b/c', '/a/b%2Fc', '/a%2Fb/c'])
    expect(pathReadings('/a/%2F%2Fb/')).toEqual(['/a/%2F%2Fb/', '/a/b/', '/a/%2Fb/', '/a/%2F/b/'])
  })

  it('decode the slashes of one segment together if there are many', () => {
    const deep = `/p%2Fq/files/${Array(maxPathChoices).fill('a').join('%2F')}`
    expect(pathReadings(deep)).toHaveLength(2 ** maxPathChoices)
    expect(pathReadings(`${deep}%2Fa`)).toEqual([
      `${deep}%2Fa`,
      '/p/q/files/a/a/a/a/a/a/a',
      '/p/q/files/a%2Fa%2Fa%2Fa%2Fa%2Fa%2Fa',
      '/p%2Fq/files/a/a/a/a/a/a/a',
    ])
  })

  it('are not enumerated if too many segments contain one', () => {
    expect(pathReadings('/a%2Fb'.repeat(maxPathChoices))).toHaveLength(2 ** maxPathChoices)
    expect(pathReadings('/a%2Fb'.repeat(maxPathChoices + 1))).toBeUndefined()
  })

  it('are all ways to decode up to six slashes, and canonical', () => {
    fc.assert(
      fc.property(canonicalPaths, (path) => {
        fc.pre((path.match(/%2F/g) ?? []).length <= maxPathChoices)
        const readings = pathReadings(path)!
        expect(new Set(readings)).toEqual(allReadings(path))
        expect(readings[0]).toBe(path)
        expect(readings).toContain(decodeSlashes(path))
        if (!hasReadings(path)) expect(readings).toEqual([path])
        for (const each of readings) expect(canonicalPath(each, false)).toEqual({ kind: 'path', path: each })
      }),
      { numRuns: runs(1_000) },
    )
  })
})
