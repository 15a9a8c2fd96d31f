import { ipv4, ipv6 } from './ip-address.ts'
import { type IpSet, wordsToBigint } from './ip-set.ts'
import type { Prefix } from './prefix.ts'

/** Yields the shortest list of prefixes whose union is the set, in ascending order, IPv4 first. */
export function* ipSetPrefixes(set: IpSet): Generator<Prefix> {
  for (let i = 0; i < set.v4.length; i += 2) {
    for (const block of blocks(BigInt(set.v4[i]!), BigInt(set.v4[i + 1]!), 32)) {
      yield { address: ipv4(Number(block.first)), length: block.length }
    }
  }
  for (let i = 0; i < set.v6.length; i += 8) {
    for (const block of blocks(wordsToBigint(set.v6, i), wordsToBigint(set.v6, i + 4), 128)) {
      yield { address: ipv6(...wordsOf(block.first)), length: block.length }
    }
  }
}

interface Block {
  readonly first: bigint
  readonly length: number
}

/** Splits a range into aligned blocks, each the largest that begins where the previous one ended. */
function* blocks(first: bigint, last: bigint, bits: number): Generator<Block> {
  let at = first
  while (at <= last) {
    let free = 0
    while (free < bits && (at & ((2n << BigInt(free)) - 1n)) === 0n && at + (2n << BigInt(free)) - 1n <= last) free++
    yield { first: at, length: bits - free }
    at += 1n << BigInt(free)
  }
}

function wordsOf(value: bigint): [number, number, number, number] {
  const word = (shift: bigint): number => Number((value >> shift) & 0xffffffffn)
  return [word(96n), word(64n), word(32n), word(0n)]
}
