import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import type { ImportNote } from '../draft/policy-draft.ts'
import { importFile } from '../import-file.ts'
import { headersOf, importedText, type NginxAnswer, type NginxCase, type NginxProbe } from './nginx-case.ts'

/** A probe that nginx and the imported policy answer differently. */
export interface NginxDifference {
  readonly case: string
  readonly probe: NginxProbe
  readonly nginx: string
  readonly gate: string
  readonly notes: readonly ImportNote[]
  readonly configuration: string
  readonly policy: string
}

/** The result of a comparison. */
export interface NginxComparison {
  readonly differences: readonly NginxDifference[]
  /** The requests that both answered. */
  readonly compared: number
  readonly refused: number
  /** Requests that a gate refuses before any rule, because programs read their targets differently. */
  readonly ambiguous: number
  /** Requests that nginx only redirects to the path with a final slash, whose rules a gate applies to them already. */
  readonly redirected: number
  readonly policy: string
  readonly notes: readonly ImportNote[]
}

/** Compares the answers of nginx with those of a gate that has the imported policy. */
export function compareWithNginx(given: NginxCase, answers: readonly (NginxAnswer | undefined)[]): NginxComparison {
  const configuration = importedText(given)
  const { text: policy, notes } = importFile('nginx', configuration, 'nginx.conf')
  const { model } = checkPolicy({ file: 'a.policy', text: policy }, noFiles)
  const nowMs = Date.UTC(2026, 10, 18, 10)
  const gate = createGate(planPolicy(model!), { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  const differences: NginxDifference[] = []
  let compared = 0
  let refused = 0
  let ambiguous = 0
  let redirected = 0
  for (const [index, probe] of given.probes.entries()) {
    const answer = answers[index]
    const { outcome, status } = gate.decide({
      method: probe.method ?? 'GET',
      target: probe.target,
      headers: headersOf(probe).flat(),
      peer: '127.0.0.1',
    })
    if (answer === undefined) continue
    if (outcome !== 'pass' && status === 400) {
      ambiguous += 1
      continue
    }
    if (answer.kind === 'admitted' && answer.isToFolder) {
      redirected += 1
      continue
    }
    compared += 1
    if (answer.kind === 'refused') refused += 1
    const own = outcome === 'pass' ? 'admitted' : `refused ${status}`
    const theirs = textOf(answer)
    // The page of an error may itself be refused, with another status.
    const isPage = configuration.includes('error_page') && answer.kind === 'refused' && outcome !== 'pass'
    if (own !== theirs && !isPage)
      differences.push({ case: given.name, probe, nginx: theirs, gate: own, notes, configuration, policy })
  }
  return { differences, compared, refused, ambiguous, redirected, policy, notes }
}

function textOf(answer: NginxAnswer): string {
  return answer.kind === 'admitted' ? 'admitted' : `refused ${answer.status}`
}
