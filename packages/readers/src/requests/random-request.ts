import { type Part, places } from '../reader.ts'
import { cookiePieces, fieldNames, hosts, queryPieces, usualHosts, valuePieces } from './field-pieces.ts'
import { files, methods, pathEnds, pathForms, pathPieces, pathSeparators, usualPieces } from './path-pieces.ts'

/** A request before any interpretation, as Node's parser delivers it. */
export interface RawRequest {
  readonly method: string
  readonly target: string
  /** Alternating names and values. */
  readonly headers: readonly string[]
  readonly httpVersionMajor: 1 | 2
}

type Random = () => number

/** A request with one hostile part, in which everything else is ordinary. `random` returns numbers from 0 up to but not including 1. */
export function randomRequest(part: Part, random: Random): RawRequest {
  const h2 = part === 'host' && random() < 0.3
  return {
    method: random() < 0.1 ? pick(methods, random) : 'GET',
    target:
      (part === 'path'
        ? randomPath(random)
        : part === 'host' && random() < 0.2
          ? `http://${pick(hosts, random)}/page`
          : '/page') + (part === 'query' ? `?${randomQuery(random)}` : ''),
    headers: [...(part === 'host' ? randomHost(h2, random) : ['Host', 'site.example']), ...randomFields(part, random)],
    httpVersionMajor: h2 ? 2 : 1,
  }
}

function randomPath(random: Random): string {
  if (random() < 0.3) return respelled(`${pick(places, random)}/${pick(files, random)}`, random)
  let path = random() < 0.1 ? pick(pathForms, random) : ''
  path += random() < 0.8 ? '/' : pick(pathSeparators, random)
  const count = 1 + Math.floor(random() * 4)
  for (let i = 0; i < count; i++) {
    if (i > 0) path += random() < 0.8 ? '/' : pick(pathSeparators, random)
    path += respelled(pick(random() < 0.5 ? usualPieces : pathPieces, random), random)
  }
  return random() < 0.3 ? path + pick(pathEnds, random) : path
}

function randomQuery(random: Random): string {
  if (random() < 0.0001) return `${'&x=1'.repeat(997 + Math.floor(random() * 6))}&debug=1&token=2`
  return some(queryPieces, 1, 9, random, (piece) => respelled(piece, random))
}

function randomHost(h2: boolean, random: Random): readonly string[] {
  const host = (): string =>
    random() < 0.3 ? pick(usualHosts, random) : random() < 0.6 ? pick(hosts, random) : some(hosts, 1, 3, random)
  const lines = random() < 0.9 ? ['Host', host()] : []
  if (h2) lines.unshift(':authority', random() < 0.6 ? (lines[1] ?? host()) : host())
  return lines
}

function randomFields(part: Part, random: Random): readonly string[] {
  if (part === 'cookie') {
    const lines = random() < 0.9 ? 1 : 2
    return Array.from({ length: lines }, () => ['Cookie', some(cookiePieces, 1, 9, random).trim()]).flat()
  }
  if (part !== 'headers') return []
  const lines = 1 + Math.floor(random() * 4)
  return Array.from({ length: lines }, () => [pick(fieldNames, random), some(valuePieces, 0, 4, random).trim()]).flat()
}

/** The same text, in which some characters are percent-encoded, once or twice, or in capitals. */
function respelled(text: string, random: Random): string {
  const choice = random()
  if (choice < 0.6) return text
  if (choice < 0.7) return text.toUpperCase()
  return Array.from(text, (character) => {
    if (random() < 0.6) return character
    const escape = Array.from(Buffer.from(character), (octet) => `%${octet.toString(16).padStart(2, '0')}`).join('')
    return random() < 0.1 ? escape.replaceAll('%', '%25') : random() < 0.5 ? escape.toUpperCase() : escape
  }).join('')
}

function some(
  pieces: readonly string[],
  min: number,
  max: number,
  random: Random,
  spell: (piece: string) => string = (piece) => piece,
): string {
  const count = min + Math.floor(random() * (max - min + 1))
  let text = ''
  for (let i = 0; i < count; i++) text += spell(pick(pieces, random))
  return text
}

function pick<Value>(values: readonly Value[], random: Random): Value {
  return values[Math.floor(random() * values.length)]!
}
