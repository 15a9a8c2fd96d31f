import { lazyAutomaton, type TextAutomaton } from './text-automaton.ts'

/** A state of reading a canonical target. */
interface TargetState {
  readonly part: 'begin' | 'path' | 'query' | 'asterisk' | 'connect' | 'none'
  /** The beginning of an incomplete escape: `%`, or `%` and its first digit. */
  readonly escape: string
  /** How the current segment begins: after a slash, with one dot, with two dots, or with anything else. */
  readonly segment: '/' | '.' | '..' | 'other'
}

const deadState: TargetState = { part: 'none', escape: '', segment: 'other' }

/**
 * Accepts canonical targets: the results of `readTarget`, including `*`, and `?` followed by the authority of a CONNECT request,
 * which has no path. It also accepts some with overlong or doubled escapes, which are checked once a text is found.
 *
 * It does not accept paths with several readings (`%2F`). WHY: a policy decides such a path like the
 * decoded one, or refuses it as ambiguous, so they show no difference that other paths do not show.
 */
export function targetUniverse(): TextAutomaton {
  return lazyAutomaton<TargetState>(
    {
      start: { ...deadState, part: 'begin' },
      key: ({ part, escape, segment }) => `${part} ${escape} ${segment}`,
      next: (state, code) => nextState(state, String.fromCharCode(code)),
      accepts: isWhole,
      fate: (state) => (state.part === 'none' ? false : undefined),
    },
    // The other characters that it distinguishes (`.`, `;`, `%`) only matter if a test names them.
    new Set(Array.from('/?*', (character) => character.charCodeAt(0))),
  )
}

function isWhole({ part, escape, segment }: TargetState): boolean {
  if (part === 'path') return escape === '' && segment !== '.' && segment !== '..'
  return part !== 'none' && part !== 'begin'
}

function nextState(state: TargetState, character: string): TargetState {
  switch (state.part) {
    case 'begin':
      if (character === '/') return { part: 'path', escape: '', segment: '/' }
      if (character === '?') return { ...deadState, part: 'connect' }
      return character === '*' ? { ...deadState, part: 'asterisk' } : deadState
    case 'path':
      return state.escape === '' ? nextOfPath(state, character) : nextOfEscape(state, character)
    case 'query':
      return /[\x21-\x7e]/.test(character) && !/["#<>^`{|}]/.test(character) ? state : deadState
    case 'connect':
      return /[\w.:[\]-]/.test(character) ? state : deadState
    case 'asterisk':
    case 'none':
      return deadState
  }
}

function nextOfPath(state: TargetState, character: string): TargetState {
  const { segment } = state
  const isDots = segment === '.' || segment === '..'
  switch (character) {
    case '%':
      return { ...state, escape: '%' }
    case '?':
      return isDots ? deadState : { part: 'query', escape: '', segment: 'other' }
    case '/':
      return isDots || segment === '/' ? deadState : { ...state, segment: '/' }
    case ';':
      return isDots ? deadState : { ...state, segment: 'other' }
    case '.':
      return { ...state, segment: segment === '/' ? '.' : segment === '.' ? '..' : 'other' }
    default:
      return /[\x21-\x7e]/.test(character) && !/["#*<>\\^`{|}]/.test(character)
        ? { ...state, segment: 'other' }
        : deadState
  }
}

function nextOfEscape({ part, escape, segment }: TargetState, character: string): TargetState {
  if (!/[\dA-F]/.test(character)) return deadState
  if (escape === '%') return { part, escape: `%${character}`, segment }
  const octet = Number.parseInt(escape.slice(1) + character, 16)
  if (octet < 0x20 || octet === 0x7f || octet === 0x5c) return deadState
  if (/[\w\-.~!$&'()+,/:;=@[\]]/.test(String.fromCharCode(octet))) return deadState
  return { part, escape: '', segment: 'other' }
}
