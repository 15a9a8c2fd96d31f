import {
  botsOf,
  type Condition,
  type Facts,
  foldCondition,
  readsOf,
  type RequestView,
  type Test,
  testValue,
} from '@tidegate/model'
import { createZoneReader } from '@tidegate/values'
import type { Checking } from '../checking.ts'
import { insertFix } from '../report.ts'
import type { Draft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'

/**
 * TG460: a redirect whose rule refuses the target, too, so that the client is redirected again and again. The target decides its path, query and method,
 * and if it is absolute, its host; everything else is that of the client, and may be as the rule requires. An absolute URL is on the same site
 * only if the rule tests the host: without such a test, it is probably another site.
 */
export function findRedirectLoops({ checking, work, conditions, drafts }: Findable): void {
  const redirecting = drafts.filter(({ reply, shadow }) => reply?.to !== undefined && !shadow)
  for (const draft of work.each(redirecting, ({ statement }) => statement.span)) {
    const to = draft.reply?.to ?? ''
    const refusal =
      draft.kind === 'limit' || draft.kind === 'exempt' ? conditions.inForce(draft) : conditions.effect(draft)
    const isAbsolute = !to.startsWith('/')
    const request = requestTo(to, draft.reply?.status ?? 302)
    work.spend(to.length)
    if ((isAbsolute && !mentionsHost(refusal)) || !mayApply(checking, refusal, request)) continue
    const refusesOthers = neighboursOf(request.facts.path).some((path) =>
      mayApply(checking, refusal, { ...request, facts: { ...request.facts, path, target: path } }),
    )
    report(checking, draft, request.facts.path, refusesOthers)
  }
}

/** A request for the target, and which subjects of it are known. */
interface TargetRequest {
  readonly facts: Facts
  readonly known: ReadonlySet<string>
  readonly queries: readonly string[]
}

function requestTo(to: string, status: number): TargetRequest {
  const url = new URL(to.replaceAll('{reference}', '0'), 'http://site.invalid')
  const parameters = new Map<string, string[]>()
  for (const [name, value] of url.searchParams) parameters.set(name, [...(parameters.get(name) ?? []), value])
  const isAbsolute = !to.startsWith('/')
  const known = new Set(['path', 'target', 'query'])
  // WHY: after 307, the client repeats the method, whichever it was.
  if (status !== 307) known.add('method')
  if (isAbsolute) known.add('host')
  const facts: Facts = {
    ip: undefined,
    peer: undefined,
    method: 'GET',
    host: isAbsolute ? url.hostname : undefined,
    path: url.pathname,
    target: `${url.pathname}${url.search}`,
    agent: undefined,
    user: undefined,
    headers: [],
    queries: [...parameters.values()],
    cookies: [],
    values: [],
    nowMs: 0,
  }
  return { facts, known, queries: [...parameters.keys()] }
}

/** Paths next to a path and below it. A rule that refuses none of them probably refuses this path only. */
function neighboursOf(path: string): readonly string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return [`${folder}tidegate-0`, `${path}/tidegate-0`, '/', '/tidegate-0'].filter((other) => other !== path)
}

/** Whether a condition can be true for the request: tests of what is not known may be true and may be false. */
function mayApply(
  { sets, facts: specs, pathsMatchExactly }: Checking,
  condition: Condition,
  request: TargetRequest,
): boolean {
  const { facts, known, queries } = request
  const model = { ...sets, facts: specs, pathsMatchExactly }
  const view: RequestView = {
    model,
    inputs: { headers: [], queries, cookies: [] },
    facts,
    bots: botsOf(model, facts),
    zones: createZoneReader(),
  }
  const isKnown = (test: Test): boolean => readsOf(test).every(({ kind }) => known.has(kind))
  return foldCondition<boolean>(condition, {
    constant: (holds) => holds,
    all: (parts) => parts.every(Boolean),
    any: (parts) => parts.some(Boolean),
    test: (test, wanted) => !isKnown(test) || (testValue(test, view) ?? wanted) === wanted,
  })
}

function mentionsHost(condition: Condition): boolean {
  return foldCondition<boolean>(condition, {
    constant: () => false,
    all: (parts) => parts.some(Boolean),
    any: (parts) => parts.some(Boolean),
    test: (test) => readsOf(test).some(({ kind }) => kind === 'host'),
  })
}

/** `refusesOthers`: whether the rule refuses more than its target, so that it still has an effect if the target is excluded. */
function report(
  { report: { add } }: Checking,
  { statement, reply }: Draft,
  path: string,
  refusesOthers: boolean,
): void {
  const { clauses, span } = statement
  const place = clauses.reply?.to?.span ?? span
  const exception = `unless path in ${path}`
  const canInsert = refusesOthers && clauses.unless === undefined && /^\/[^\s,(){}"#*]*$/.test(path)
  add('TG460', place, `the rule refuses \`${reply?.to ?? ''}\`, too: the client is redirected in a circle`, {
    help: canInsert
      ? `write \`${exception}\``
      : refusesOthers
        ? 'exclude the target from the rule, with `unless`'
        : 'redirect to a path that the rule does not refuse',
    fix: canInsert
      ? insertFix({ file: span.file, start: span.end, end: span.end }, ` ${exception}`, `add \`${exception}\``)
      : undefined,
  })
}
