import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHost, readTarget } from '@tidegate/engine/http'
import type { TextName } from '../logic/atom.ts'
import type { TextAutomaton } from './text-automaton.ts'
import { textDomain } from './text-domain.ts'

function takes({ start, step, accepts }: TextAutomaton, text: string): boolean {
  let state = start
  for (let at = 0; at < text.length; at++) state = step(state, text.charCodeAt(at))
  return accepts(state)
}

const names: readonly TextName[] = [
  ...(['target', 'method', 'host', 'agent', 'user'] as const).map((kind) => ({ kind })),
  ...(['header', 'query', 'cookie'] as const).map((kind) => ({ kind, name: 'x' })),
  ...(['fact', 'fact-list'] as const).map((kind) => ({ kind, fact: 'x' })),
]

/** Pieces of what clients send: escapes, dots and slashes, single and doubled. */
const received = fc
  .array(
    fc.constantFrom(
      '/',
      '/',
      'a',
      '.',
      '..',
      ';',
      '%2F',
      '%2f',
      '%40',
      '%3B',
      '%5C',
      '%41',
      '%',
      '%2',
      '%00',
      '%C3%A4',
      '?',
      '*',
      '\\',
      ' ',
      'ä',
      '#',
      '~',
    ),
    { maxLength: 8 },
  )
  .map((parts) => `/${parts.join('')}`)

describe('the texts that a subject can be', () => {
  it.each(names)('contain the ordinary ones: $kind', (of) => {
    const { universe, isReal, ordinary } = textDomain(of)
    expect(ordinary.length).toBeGreaterThan(0)
    expect(ordinary.filter((text) => !takes(universe, text) || !isReal(text))).toEqual([])
  })

  it('contain every target that a request can have, except those with several readings', () => {
    const { universe, isReal } = textDomain({ kind: 'target' })
    fc.assert(
      fc.property(received, (text) => {
        const reading = readTarget('GET', text)
        if (reading.kind !== 'target') return
        const isExpected = reading.hasReadings !== true
        expect([reading.target, takes(universe, reading.target), isReal(reading.target)]).toEqual([
          reading.target,
          isExpected,
          isExpected,
        ])
      }),
      { numRuns: runs(1_000) },
    )
  })

  it('contain only targets that are read unchanged', () => {
    const { universe, isReal } = textDomain({ kind: 'target' })
    fc.assert(
      fc.property(received, (text) => {
        const reading = readTarget('GET', text)
        const isItself = reading.kind === 'target' && reading.target === text && reading.hasReadings !== true
        expect([text, takes(universe, text) && isReal(text)]).toEqual([text, isItself])
      }),
      { numRuns: runs(1_000) },
    )
  })

  it('contain every host that a request can have', () => {
    const { universe, isReal } = textDomain({ kind: 'host' })
    const host = fc.array(fc.constantFrom('a', 'A', '.', '-', '1', ':', '[', ']', '_', ' '), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(host, (parts) => {
        const reading = readHost(parts.join(''))
        if (reading.kind !== 'host') return
        expect([reading.host, takes(universe, reading.host), isReal(reading.host)]).toEqual([reading.host, true, true])
      }),
      { numRuns: runs(500) },
    )
  })
})
