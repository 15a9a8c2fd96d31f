import { type IpAddress, parseIpPart } from '@tidegate/values'
import { parseHop } from './parse-hop.ts'
import { readForwardedElement } from './read-forwarded-element.ts'

/** The syntax of a chain of hops in a header, for reading it from its right end without splitting it. */
export interface HopForm {
  /** Returns the start of the element that ends before `end`, or -1 if it cannot be determined. */
  readonly elementStart: (line: string, end: number) => number
  /** Returns the address in the element of a line from `start` to `end`, or undefined. */
  readonly readHop: (line: string, start: number, end: number) => IpAddress | undefined
}

/** `X-Forwarded-For`: addresses separated by commas. */
export const forwardedForForm: HopForm = {
  elementStart: (line, end) => (end === 0 ? 0 : line.lastIndexOf(',', end - 1) + 1),
  readHop: readPlainHop,
}

/** `Forwarded` (RFC 7239): elements separated by commas outside quoted strings. */
export const forwardedForm: HopForm = { elementStart: forwardedElementStart, readHop: readForwardedHop }

/** WHY: nearly every hop is an address after at most one space, which can be parsed without copying. */
function readPlainHop(line: string, start: number, end: number): IpAddress | undefined {
  const first = start < end && line.charCodeAt(start) === 32 ? start + 1 : start
  return parseIpPart(line, first, end) ?? parseHop(line.slice(start, end))
}

function readForwardedHop(line: string, start: number, end: number): IpAddress | undefined {
  return readForwardedElement(line.slice(start, end))
}

/**
 * INVARIANT: with balanced quotes, nothing left of an element can change how it is read: a client that opens a quote cannot hide anything
 * that a proxy appends.
 */
function forwardedElementStart(line: string, end: number): number {
  for (let i = end - 1; i >= 0; i--) {
    const code = line.charCodeAt(i)
    if (code === 44) return i + 1
    if (code !== 34) continue
    i = openingQuote(line, i)
    if (i < 0) return -1
  }
  return 0
}

/** The start of the quoted string that ends at `close`, or -1. A quote after an odd number of backslashes is part of the string. */
function openingQuote(line: string, close: number): number {
  for (let i = close - 1; i >= 0; i--) {
    if (line.charCodeAt(i) !== 34) continue
    let backslashes = 0
    while (line.charCodeAt(i - 1 - backslashes) === 92) backslashes++
    if (backslashes % 2 === 0) return i
  }
  return -1
}
