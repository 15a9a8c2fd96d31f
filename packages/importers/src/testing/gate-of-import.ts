import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate, type Gate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { expect } from 'vitest'
import { type ConfigKind, importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'

/** Creates a gate for the policy that a configuration is converted to, with a fixed clock. Throws if that policy has errors. */
export function gateOfImport(kind: ConfigKind, text: string, included?: ReadIncluded): Gate {
  const { model, diagnostics } = checkPolicy(
    { file: 'a.policy', text: importFile(kind, text, 'x', included).text },
    noFiles,
  )
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const nowMs = Date.UTC(2026, 10, 18, 10)
  return createGate(planPolicy(model!), { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
}

/** Returns the outcome of a GET request: `pass`, or the outcome with its status. */
export function outcomeOf(gate: Gate, ip: string, path = '/', agent?: string, host = 'a.example'): string {
  const headers = ['Host', host, ...(agent === undefined ? [] : ['User-Agent', agent])]
  const { outcome: decided, status } = gate.decide({ method: 'GET', target: path, headers, peer: ip })
  return decided === 'pass' ? 'pass' : `${decided} ${status}`
}
