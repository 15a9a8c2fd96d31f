import { type IpAddress, parseIpPart } from '@tidegate/values'
import { parseHop } from './parse-hop.ts'
import { readForwardedElement } from './read-forwarded-element.ts'

/** How a header writes a chain of hops, so that it can be walked from its right end without splitting the whole. */
export interface HopForm {
  /** Where the element begins that ends before `end`, or -1 when that cannot be told. */
  readonly elementStart: (line: string, end: number) => number
  /** The address that the element of a line from `start` to `end` names, or undefined. */
  readonly readHop: (line: string, start: number, end: number) => IpAddress | undefined
}

/** `X-Forwarded-For`: addresses joined by commas. */
export const forwardedForForm: HopForm = {
  elementStart: (line, end) => (end === 0 ? 0 : line.lastIndexOf(',', end - 1) + 1),
  readHop: readPlainHop,
}

/** `Forwarded` (RFC 7239): elements joined by commas that stand outside quoted strings. */
export const forwardedForm: HopForm = { elementStart: forwardedElementStart, readHop: readForwardedHop }

/** WHY: nearly every hop is an address and at most a space before it, which is read where it stands. */
function readPlainHop(line: string, start: number, end: number): IpAddress | undefined {
  const first = start < end && line.charCodeAt(start) === 32 ? start + 1 : start
  return parseIpPart(line, first, end) ?? parseHop(line.slice(start, end))
}

function readForwardedHop(line: string, start: number, end: number): IpAddress | undefined {
  return readForwardedElement(line.slice(start, end))
}

/**
 * INVARIANT: what stands left of an element cannot change how it is read, balanced quotes given: a client that opens a
 * quote hides nothing that a proxy appends.
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

/** Where the quoted string begins that `close` ends, or -1. A quote behind an odd number of backslashes is part of it. */
function openingQuote(line: string, close: number): number {
  for (let i = close - 1; i >= 0; i--) {
    if (line.charCodeAt(i) !== 34) continue
    let backslashes = 0
    while (line.charCodeAt(i - 1 - backslashes) === 92) backslashes++
    if (backslashes % 2 === 0) return i
  }
  return -1
}
