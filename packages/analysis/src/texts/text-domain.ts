import { readHost, readTarget } from '@tidegate/engine/http'
import type { TextName } from '../logic/atom.ts'
import { targetUniverse } from './target-universe.ts'
import { lazyAutomaton, type TextAutomaton } from './text-automaton.ts'

/** The texts that a subject can have. */
export interface TextDomain {
  readonly optional: boolean
  /** Most requests do not have it. */
  readonly usuallyAbsent: boolean
  /** There may be several values. */
  readonly several: boolean
  /** There may be zero values, which differs from an absent subject. */
  readonly mayBeNone: boolean
  /** Accepts all texts that the subject can have, and possibly more. */
  readonly universe: TextAutomaton
  /** Whether the subject can really have a text that the universe accepts. */
  readonly isReal: (text: string) => boolean
  /** Texts for examples, the most common first. */
  readonly ordinary: readonly string[]
  /** For each kind of character, candidates to stand for those that no test names: the first one that is not named is taken. */
  readonly others: readonly string[]
}

const digits = '0123456789'
const small = 'xyzqwjkvubcdefghilmnoprstas'
const letters = `${small}${digits}${small.toUpperCase()}`
const marks = `-_ ;,.!#$%&'()*+/:<=>?@[\\]^\`{|}~"éèàüößñç¡¿`

/** The domain of a subject. */
export function textDomain(of: TextName): TextDomain {
  switch (of.kind) {
    case 'target':
      return {
        ...single,
        optional: false,
        universe: targetUniverse(),
        isReal: isTarget,
        ordinary: ['/', '/x', '/x/y'],
        others: [`${letters}-_~!$&'()+,:=@.;`],
      }
    case 'method':
      return {
        ...single,
        optional: false,
        universe: charactersUniverse(/^[A-Z\d_!#$%&'*+\-.^`|~]$/, false),
        ordinary: ['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'],
        others: [`${small.toUpperCase()}${digits}${"-_!#$%&'*+.^`|~"}`],
      }
    case 'host':
      return {
        ...single,
        usuallyAbsent: false,
        universe: charactersUniverse(/^[a-z\d_.\-[\]:]$/, false),
        isReal: (text) => {
          const reading = readHost(text)
          return reading.kind === 'host' && reading.host === text
        },
        ordinary: ['www.example'],
        others: [`${small}${digits}-_.`],
      }
    case 'agent':
      return {
        ...single,
        usuallyAbsent: false,
        universe: charactersUniverse(octets, true),
        ordinary: ['Mozilla/5.0'],
        others: [letters, marks],
      }
    case 'user':
      return { ...single, universe: charactersUniverse(/^[^]$/, false), ordinary: ['anna'], others: [letters, marks] }
    // WHY: a header, query parameter or cookie that occurs more than once leaves tests in doubt, and such requests are not compared.
    case 'header':
      return {
        ...single,
        universe: charactersUniverse(octets, true),
        isReal: (text) => !/^[ \t]|[ \t]$/.test(text),
        ordinary: ['x'],
        others: [letters, marks],
      }
    case 'query':
    case 'cookie':
      return {
        ...single,
        universe: anyText(),
        isReal: isUnicode,
        ordinary: ['x'],
        others: [letters, marks],
      }
    case 'fact':
      return { ...single, universe: anyText(), ordinary: ['x'], others: [letters, marks] }
    case 'fact-list':
      return {
        ...single,
        several: true,
        mayBeNone: true,
        universe: anyText(),
        ordinary: ['x'],
        others: [letters, marks],
      }
  }
}

const single = {
  optional: true,
  usuallyAbsent: true,
  several: false,
  mayBeNone: false,
  isReal: () => true,
} as const

/** The octets of a header field: RFC 9110 §5.5. */
const octets = /^[\t\x20-\x7e\x80-\xff]$/

function isTarget(text: string): boolean {
  if (text.startsWith('?')) return readHost(text.slice(1)).kind !== 'malformed'
  const reading = readTarget(text === '*' ? 'OPTIONS' : 'GET', text)
  return reading.kind === 'target' && reading.target === text && reading.hasReadings !== true
}

function isUnicode(text: string): boolean {
  return text.isWellFormed()
}

function anyText(): TextAutomaton {
  return charactersUniverse(/^[^]$/, true)
}

/** Accepts texts of these characters, including the empty one if allowed. */
function charactersUniverse(characters: RegExp, mayBeEmpty: boolean): TextAutomaton {
  return lazyAutomaton<'begin' | 'on' | 'out'>(
    {
      start: 'begin',
      key: (state) => state,
      next: (state, code) => (state === 'out' || !characters.test(String.fromCharCode(code)) ? 'out' : 'on'),
      accepts: (state) => (state === 'begin' ? mayBeEmpty : state === 'on'),
      fate: (state) => (state === 'out' ? false : undefined),
    },
    new Set(),
  )
}
