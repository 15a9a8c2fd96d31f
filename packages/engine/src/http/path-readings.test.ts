import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from './canonical-path.ts'
import { decodeReserved, hasReadings, maxPathChoices, pathReadings } from './path-readings.ts'

const canonicalPaths = fc
  .array(fc.constantFrom('a', '/', '//', '%2F', '%2f', '%40', '@', '.', '..', ';', '%3B', '%25', '%C3%A9', '-'), {
    maxLength: 12,
  })
  .map((pieces) => canonicalPath(`/${pieces.join('')}`, false))
  .filter((canonical) => canonical.kind === 'path')
  .map(({ path }) => path)

/** Every way to decode some of the escapes, one after the other. */
function allReadings(path: string, slashes: boolean): ReadonlySet<string> {
  const at = path.search(slashes ? /%(2F|40|3B)/ : /%(40|3B)/)
  if (at < 0) return new Set([path])
  const [before, escape, after] = [path.slice(0, at), path.slice(at, at + 3), path.slice(at + 3)]
  const rest = [...allReadings(after, slashes)]
  const readings = rest.flatMap((text) => [before + escape + text, before + decodeURIComponent(escape) + text])
  return new Set(readings.map((text) => text.replaceAll(/\/+/g, '/')))
}

describe('the readings of a path', () => {
  it('are the path, the decoded one, and those with only some escapes decoded', () => {
    expect(pathReadings('/a%2Fb', true)).toEqual(['/a%2Fb', '/a/b'])
    expect(pathReadings('/a%2Fb', false)).toEqual(['/a%2Fb'])
    expect(pathReadings('/a%2Fb%40c', true)).toEqual(['/a%2Fb%40c', '/a/b@c', '/a/b%40c', '/a%2Fb@c'])
    expect(pathReadings('/a/%2F%2Fb/', true)).toEqual(['/a/%2F%2Fb/', '/a/b/', '/a/%2Fb/', '/a/%2F/b/'])
  })

  it('decode the escapes of one segment together if there are many', () => {
    const deep = `/p%2Fq/files/${Array(maxPathChoices).fill('a').join('%2F')}`
    expect(pathReadings(deep, true)).toHaveLength(2 ** maxPathChoices)
    expect(pathReadings(`${deep}%2Fa`, true)).toEqual([
      `${deep}%2Fa`,
      '/p/q/files/a/a/a/a/a/a/a',
      '/p/q/files/a%2Fa%2Fa%2Fa%2Fa%2Fa%2Fa',
      '/p%2Fq/files/a/a/a/a/a/a/a',
    ])
  })

  it('are not enumerated if too many segments contain escapes', () => {
    expect(pathReadings('/a%2Fb'.repeat(maxPathChoices), true)).toHaveLength(2 ** maxPathChoices)
    expect(pathReadings('/a%2Fb'.repeat(maxPathChoices + 1), true)).toBeUndefined()
  })

  it('are all ways to decode up to six escapes, and canonical', () => {
    fc.assert(
      fc.property(canonicalPaths, fc.boolean(), (path, slashes) => {
        fc.pre((path.match(/%(2F|40|3B)/g) ?? []).length <= maxPathChoices)
        const readings = pathReadings(path, slashes)!
        expect(new Set(readings)).toEqual(allReadings(path, slashes))
        expect(readings[0]).toBe(path)
        expect(readings).toContain(decodeReserved(path, slashes))
        if (!hasReadings(path, slashes)) expect(readings).toEqual([path])
        for (const each of readings) expect(canonicalPath(each, false)).toEqual({ kind: 'path', path: each })
      }),
      { numRuns: runs(1_000) },
    )
  })
})
