import { createGate, type GateRequest, type Plan } from '@tidegate/engine'
import { createPassHeaders } from '@tidegate/engine/http'
import type { SyncContender } from '../harness/contender.ts'

/** Tidegate's complete decision, from the raw request to the fields of the reply. */
export function gateContender(plan: Plan, name = 'tidegate'): SyncContender<GateRequest> {
  const gate = createGate(plan)
  const passHeaders = createPassHeaders()
  return {
    name,
    run: (request) => {
      const decision = gate.decide(request)
      return decision.outcome === 'pass' ? passHeaders(decision) : decision
    },
  }
}
