import { type KeyPart, readsOf, testsOf } from '@tidegate/model'
import type { LimitDraft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'

/**
 * TG442: limits per address, and none per network or in total: the holder of an IPv6 /48 has 65,536 networks /64, by which `per ip` counts, and 2^80
 * addresses, by which `per ip exact` counts. One advice per policy, at the first such limit that applies to all clients.
 */
export function findLimitsByAddress({ checking, limits }: Findable): void {
  const enforced = limits.filter(({ shadow }) => !shadow)
  const first = enforced.find((limit) => limit.key.length === 1 && isNarrow(limit.key[0]!) && isForAll(limit))
  if (first === undefined || enforced.some(isForNetworks)) return
  checking.report.add(
    'TG442',
    first.statement.keySpan,
    `one IPv6 network (/48), as hosting companies give it to a customer, has ${quotasOf(first)} times this quota`,
    { help: 'add a limit `per network(24, 48)` for the same requests, a few times as high' },
  )
}

// A limit that counts by at most this many bits of an IPv6 address limits a customer's whole network.
const customerBits = 48

const requestKinds: ReadonlySet<string> = new Set(['path', 'target', 'method', 'host'])

function isNarrow(part: KeyPart): boolean {
  return part.kind === 'ip' && part.v6 > customerBits
}

/** Whether a limit applies to clients of all kinds: its guards only ask what is requested, and when. */
function isForAll({ guards }: LimitDraft): boolean {
  const tests = guards.flatMap(({ condition }) => testsOf(condition))
  return tests.every((test) => test.kind === 'now-in' || readsOf(test).every(({ kind }) => requestKinds.has(kind)))
}

/** Whether a limit bounds the requests from a network; `in total` does too. */
function isForNetworks({ key }: LimitDraft): boolean {
  return key.every((part) => part.kind === 'ip' && part.v6 <= customerBits)
}

function quotasOf({ key: [part] }: LimitDraft): string {
  const bits = part?.kind === 'ip' ? part.v6 - customerBits : 0
  return bits <= 16 ? (2 ** bits).toLocaleString('en-US') : `2^${bits}`
}
