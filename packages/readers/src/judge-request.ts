import type { GateRequest } from '@tidegate/engine'
import { gateOfText } from '@tidegate/engine/testing'
import { createFactReader, type FactReading } from '@tidegate/engine/tools'
import { declaredNames, patternOf, places } from './reader.ts'
import type { RawRequest } from './requests/random-request.ts'

/** The facts that the gate sees, or its refusal. */
export type Facts = Extract<FactReading, { readonly kind: 'facts' }>['facts']

const policy = [
  ...declaredNames.query.map((name) => `block query(${JSON.stringify(name)}) == "never"`),
  // WHY: with a text that only an encoded value contains, all readings of a cookie matter.
  ...declaredNames.cookie.map((name) => `block cookie(${JSON.stringify(name)}) contains "%never"`),
  ...declaredNames.header.map((name) => `block header("${name}") == "never"`),
].join('\n')

const { plan } = gateOfText(policy)
const readFacts = createFactReader(plan)
const gates = [false, true].map((exactCase) =>
  places.map((place) => gateOfText(`${exactCase ? 'paths match exactly\n' : ''}block path in ${patternOf(place)}`)),
)

/** The request as adapters pass it to the gate. */
export function gateRequestOf({ method, target, headers }: RawRequest): GateRequest {
  return { method, target, headers, peer: '203.0.113.9' }
}

/** The facts of a request under a policy with all `declaredNames`; undefined if the gate refuses the request. */
export function judgeRequest(request: RawRequest): Facts | undefined {
  const reading = readFacts(gateRequestOf(request), 0)
  return reading.kind === 'facts' ? reading.facts : undefined
}

/** The places in which the gate sees the path of this request; undefined if it refuses the request before any rule. */
export function judgePlaces(request: RawRequest, exactCase: boolean): readonly string[] | undefined {
  const found: string[] = []
  for (const [index, gate] of gates[Number(exactCase)]!.entries()) {
    const { reason } = gate.decide(gateRequestOf(request))
    if (reason === 'block-rule') found.push(places[index]!)
    else if (reason !== 'no-rule-refuses') return undefined
  }
  return found
}

/** The values that the gate saw of a declared name; undefined if it is absent. */
export function valuesOf(facts: Facts, of: 'query' | 'cookie' | 'header', name: string): readonly string[] | undefined {
  const { inputs } = plan
  switch (of) {
    case 'query':
      return facts.queries[inputs.queries.indexOf(name)]
    case 'cookie':
      return facts.cookies[inputs.cookies.indexOf(name)]
    case 'header':
      return facts.headers[inputs.headers.indexOf(name)]
  }
}
