import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '../gate/create-gate.ts'
import type { Gate } from '../gate/gate.ts'
import type { GateOptions } from '../gate/gate-options.ts'
import { planPolicy } from '../plan/plan-policy.ts'

/** Creates a gate that enforces a policy given as text. Throws the diagnostics of a policy with errors. */
export function gateOfText(text: string, options: GateOptions = {}): Gate {
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text }, noFiles)
  if (model === undefined) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'))
  return createGate(planPolicy(model), options)
}
