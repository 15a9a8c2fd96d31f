import { checkPolicy, noFiles } from '@tidegate/dsl'
import { createGate, type Gate } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import type { ImportedPolicy } from '../draft/finish-draft.ts'
import { importFile } from '../import-file.ts'
import type { ApacheCase } from './random-apache.ts'
import type { RawRequest } from './raw-requests.ts'
import { clientField } from './run-apache.ts'

/** A request that httpd and the gate decide differently. */
export interface Difference {
  readonly request: RawRequest
  readonly httpd: number
  readonly gate: string
}

/** What a comparison found. */
export interface Comparison {
  readonly imported: ImportedPolicy
  readonly compared: number
  readonly differences: readonly Difference[]
}

/** Imports a configuration of a site with a document root. */
export function importCase({ text, at }: ApacheCase, root: string): ImportedPolicy {
  const filled = text.replaceAll('${ROOT}', root)
  return at === undefined
    ? importFile('apache', `DocumentRoot "${root}"\n${filled}`, 'site.conf')
    : importFile('apache', filled, '.htaccess', undefined, { at })
}

/** Creates a gate for an imported policy, with a fixed clock. */
export function gateOf({ text }: ImportedPolicy): Gate {
  const { model } = checkPolicy({ file: 'a.policy', text }, noFiles)
  return createGate(planPolicy(model!), { clock: { wallMs: () => 1.8e12, monotonicMs: () => 0 } })
}

/**
 * Compares what httpd answered with what a gate decides. Left out are requests whose path may be read in several ways, which the gate
 * always refuses, and those that httpd rewrites in a circle until it gives up (500).
 */
export function compareAnswers(
  imported: ImportedPolicy,
  host: string,
  requests: readonly RawRequest[],
  statuses: readonly number[],
): Comparison {
  const gate = gateOf(imported)
  const differences: Difference[] = []
  let compared = 0
  for (const [index, request] of requests.entries()) {
    const httpd = statuses[index]!
    const headers = ['Host', host, ...request.headers]
    const client = request.headers[request.headers.indexOf(clientField) + 1]!
    const decision = gate.decide({ method: request.method, target: request.target, headers, peer: client })
    if (httpd === 400 || httpd === 500 || decision.status === 400 || decision.status === 414) continue
    compared += 1
    const isRefused = httpd >= 400 && httpd !== 404
    if (isRefused !== (decision.outcome === 'block'))
      differences.push({ request, httpd, gate: `${decision.outcome} ${decision.rule?.text ?? ''}` })
  }
  return { imported, compared, differences }
}

/**
 * Returns the differences that no note explains. Notes about the file as a whole and about requests that are not among the differences do not
 * count, nor do those about what is a folder on the disk, unless a request is about a folder whose name is like that of a file, or one that does
 * not exist.
 */
export function unexplained({ notes }: ImportedPolicy, differences: readonly Difference[]): readonly Difference[] {
  const messages = notes.map(({ message }) => message).filter((message) => !explainsNothing.test(message))
  const isOnDisk = messages.some((message) => message.startsWith('the name of a file is looked for'))
  if (messages.length > (isOnDisk ? 1 : 0)) return []
  return differences.filter(({ request }) => !isOnDisk || !/^\/(?:A|\.git|nope)\b|\/nope/.test(request.target))
}

const explainsNothing =
  /^read as if it were|user agents do not apply to GET and HEAD|sets the variable|^queries are compared after|assumed to be|^the file contains no access rules|^texts are compared with/
