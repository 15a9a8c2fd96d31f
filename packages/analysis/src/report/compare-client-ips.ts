import type { ClientIp, Model } from '@tidegate/model'
import { formatIp, type IpSet, ipSetIsEmpty, sameIpSet, subtractIpSet } from '@tidegate/values'
import type { AlignedPolicies } from '../compare/align-policies.ts'
import type { Judgement } from '../witnesses/evaluator.ts'
import type { Outcome } from '../outcome.ts'
import type { DecisionClass, UnsettledRule } from '../policy-diff.ts'
import { outcomeKey, outcomeOf } from '../compare/prepared-model.ts'
import { addressOf } from '../witnesses/witness-requests.ts'

/** The effect of finding the client's address in different ways. */
export interface ClientIpComparison {
  readonly found?: DecisionClass
  readonly unsettled: readonly UnsettledRule[]
}

/**
 * Compares how two policies find the client's address. If they differ, a request is searched whose peer only one of them trusts and
 * that is decided differently for this reason; without such a request, the difference is not settled.
 */
export function compareClientIps({ a, b, evaluators, dimensions }: AlignedPolicies, nowMs: number): ClientIpComparison {
  const [first, second] = [a.model.clientIp, b.model.clientIp]
  if (sameClientIp(a.model, first, b.model, second)) return { unsettled: [] }
  const text = `the client address: ${clientIpWords(first)} → ${clientIpWords(second)}`
  const peer = trustedByOne(a.model, b.model)
  const address = dimensions.find(({ about }) => about.kind === 'address' && about.of.kind === 'ip')
  const header = (first ?? second)?.header
  if (peer === undefined || address === undefined || header === undefined)
    return { unsettled: [{ why: 'client-ip', text }] }
  for (const cell of address.whole.cells) {
    const value = address.value(cell)
    const client = value.kind === 'address' ? addressOf(value.cell.set, []) : undefined
    if (client === undefined) continue
    for (const target of ['/', '/x']) {
      const witness = { request: requestOf(target, peer, header, formatIp(client)), nowMs }
      const [from, to] = (['judge', 'interpret'] as const).map((by) =>
        [evaluators.a[by](witness), evaluators.b[by](witness)].map((judgement, index) =>
          outcomeIn(index === 0 ? a.model : b.model, judgement),
        ),
      ) as [(Outcome | undefined)[], (Outcome | undefined)[]]
      if (from[0] === undefined || from[1] === undefined || JSON.stringify(from) !== JSON.stringify(to)) continue
      if (outcomeKey(from[0]) === outcomeKey(from[1])) continue
      const where = [text, `peer ${peer}, ${header}: ${formatIp(client)}`]
      const at = new Date(nowMs).toISOString()
      return {
        found: { from: from[0], to: from[1], where, all: false, witness: { request: witness.request, at } },
        unsettled: [],
      }
    }
  }
  return { unsettled: [{ why: 'client-ip', text }] }
}

function requestOf(target: string, peer: string, header: string, client: string): DecisionClass['witness']['request'] {
  const value = header === 'forwarded' ? `for="${client.includes(':') ? `[${client}]` : client}"` : client
  return { method: 'GET', target, headers: [header, value], peer }
}

function outcomeIn(model: Model, judgement: Judgement): Outcome | undefined {
  if (judgement.kind === 'unreadable') return undefined
  if (judgement.kind === 'fact-missing') return { kind: 'fact-missing' }
  const { refused } = judgement.judged
  return refused === undefined ? { kind: 'pass' } : outcomeOf(model.rules[refused.rule]!)
}

function sameClientIp(a: Model, first: ClientIp | undefined, b: Model, second: ClientIp | undefined): boolean {
  if (first === undefined || second === undefined) return first === second
  return first.header === second.header && sameIpSet(trusted(a)!, trusted(b)!)
}

function trusted(model: Model): IpSet | undefined {
  return model.clientIp === undefined ? undefined : model.addressSets[model.clientIp.trusting]!.set
}

/** A peer that only one of the policies trusts, or for which they read different header fields. */
function trustedByOne(a: Model, b: Model): string | undefined {
  const [first, second] = [trusted(a), trusted(b)]
  const only = [
    minus(first, second),
    minus(second, first),
    a.clientIp?.header === b.clientIp?.header ? undefined : first,
  ]
  const set = only.find((each) => each !== undefined && !ipSetIsEmpty(each))
  const peer = set === undefined ? undefined : addressOf(set, [])
  return peer === undefined ? undefined : formatIp(peer)
}

function minus(set: IpSet | undefined, other: IpSet | undefined): IpSet | undefined {
  if (set === undefined) return undefined
  return other === undefined ? set : subtractIpSet(set, other)
}

function clientIpWords(clientIp: ClientIp | undefined): string {
  return clientIp === undefined ? 'the peer' : `from ${clientIp.header}`
}
