import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { expect } from 'vitest'
import { importFile } from '../import-file.ts'
import type { ImportOptions } from '../import-options.ts'
import type { ReadIncluded } from '../included-files.ts'

/** A request; what is absent is usual. */
export interface Asked {
  readonly path?: string
  readonly ip?: string
  readonly agent?: string
  readonly method?: string
  readonly headers?: readonly string[]
}

/** How a configuration is imported. */
export interface Settings extends ImportOptions {
  readonly file?: string
  readonly included?: ReadIncluded
}

/** Returns the outcomes of requests with the policy that a configuration becomes, and its notes. */
export function imported(
  text: string,
  asked: readonly Asked[],
  { file = '.htaccess', included, at }: Settings = {},
): { readonly outcomes: readonly string[]; readonly notes: readonly string[] } {
  const policy = importFile('apache', text, file, included, at === undefined ? {} : { at })
  const { model, diagnostics } = checkPolicy(
    { file: 'a.policy', text: policy.text },
    { ...noFiles, limits: { findingSteps: 0 } },
  )
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const gate = createGate(planPolicy(model!), { clock: { wallMs: () => 1.8e12, monotonicMs: () => 0 } })
  const outcomes = asked.map(({ path = '/', ip = '192.0.2.1', agent, method = 'GET', headers = [] }) => {
    const fields = ['Host', 'a.example', ...(agent === undefined ? [] : ['User-Agent', agent]), ...headers]
    const { outcome, status } = gate.decide({ method, target: path, headers: fields, peer: ip })
    return outcome === 'pass' ? 'pass' : String(status)
  })
  return { outcomes, notes: policy.notes.map((note) => `${note.file ?? ''}:${note.line}: ${note.message}`) }
}

/** Returns requests for some paths. */
export const paths = (...all: readonly string[]): readonly Asked[] => all.map((path) => ({ path }))
