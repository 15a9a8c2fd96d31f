import { isIP } from 'node:net'
import { type Facts, judgePlaces, valuesOf } from './judge-request.ts'
import { declaredNames, type Reader, type Taken } from './reader.ts'
import type { RawRequest } from './requests/random-request.ts'

/**
 * How what a reader takes a request for differs from what the gate judged; undefined if it does not. The law: a reader that takes the request for
 * X reads a request that was judged as X.
 */
export function findDifference(
  reader: Reader,
  request: RawRequest,
  facts: Facts,
  taken: readonly Taken[],
): string | undefined {
  for (const each of taken) {
    const difference = differenceOf(each, reader, request, facts)
    if (difference !== undefined) return difference
  }
  return reader.part === 'query' || reader.part === 'cookie' ? findUnread(reader.part, facts, taken) : undefined
}

function differenceOf(taken: Taken, reader: Reader, request: RawRequest, facts: Facts): string | undefined {
  switch (taken.kind) {
    case 'text': {
      const values = valuesOf(facts, taken.of, taken.name)
      if (values?.includes(taken.value) === true) return undefined
      // Node joins the lines of a repeated field; the gate sees each line.
      if (taken.of === 'header' && values !== undefined && isJoined(taken.value, values)) return undefined
      return `${taken.of} ${taken.name}: the reader takes ${show(taken.value)}, the gate ${show(values)}`
    }
    case 'presence':
      if (valuesOf(facts, taken.of, taken.name) !== undefined) return undefined
      return `${taken.of} ${taken.name}: the reader takes it as present, the gate as absent`
    case 'host':
      return sameHost(taken.host, facts.host) ? undefined : differ('host', taken.host, facts.host)
    case 'path':
      return taken.path === facts.path || taken.path === decoded(facts.path)
        ? undefined
        : differ('path', taken.path, facts.path)
    case 'place': {
      const judged = judgePlaces(request, reader.exactCase === true)
      const same =
        judged === undefined || (taken.place === undefined ? judged.length === 0 : judged.includes(taken.place))
      return same ? undefined : differ('place', taken.place, judged)
    }
    case 'method':
      return taken.method === facts.method ? undefined : differ('method', taken.method, facts.method)
  }
}

/** A parameter with a single value for the gate, which the reader does not take at all: it takes the request for one without the parameter. */
function findUnread(of: 'query' | 'cookie', facts: Facts, taken: readonly Taken[]): string | undefined {
  for (const name of declaredNames[of]) {
    const values = valuesOf(facts, of, name)
    if (values === undefined) continue
    const isTaken = taken.some((each) => (each.kind === 'text' || each.kind === 'presence') && each.name === name)
    if (!isTaken) return `${of} ${name}: the reader takes it as absent, the gate ${show(values)}`
  }
  return undefined
}

/** Whether Node has joined some of the lines in their order, with a comma or, in a Cookie field, a semicolon. */
function isJoined(text: string, lines: readonly string[]): boolean {
  return [', ', '; '].some((separator) => {
    // The lengths of the beginnings of the text that are joined lines, each followed by a separator.
    let ends = new Set([0])
    for (const line of lines) {
      const next = line + separator
      const longer = [...ends]
        .filter((end) => `${text}${separator}`.startsWith(next, end))
        .map((end) => end + next.length)
      ends = new Set([...ends, ...longer])
    }
    return ends.has(text.length + separator.length)
  })
}

/** Host names are compared as clients compare them: without case and final dot, and addresses by their value. */
function sameHost(taken: string, judged: string | undefined): boolean {
  return normalHost(taken) === normalHost(judged ?? '')
}

function normalHost(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '')
  const literal = name.startsWith('[') ? name : isIP(name) === 4 ? `[::ffff:${name}]` : undefined
  return literal === undefined ? name : new URL(`http://${literal}`).hostname
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function differ(what: string, taken: unknown, judged: unknown): string {
  return `${what}: the reader takes ${show(taken)}, the gate ${show(judged)}`
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
