import { allOf, always, anyOf, type Condition, notOf } from '../draft/condition.ts'
import { certainly, differences, isUnderstood } from '../draft/expression.ts'
import { finishDraft, type ImportedPolicy } from '../draft/finish-draft.ts'
import { createOrderedRules, type OrderedRules } from '../draft/ordered-rules.ts'
import { createDraft, type PolicyDraft } from '../draft/policy-draft.ts'
import { createTextTests, noteAgents, type TextTests } from '../draft/text-tests.ts'
import type { ReadIncluded } from '../included-files.ts'
import { aclsOf, ruleCondition } from './acl-condition.ts'
import type { HaproxyContext, HaproxyState } from './haproxy-context.ts'
import { type HaproxyFile, type HaproxyLine, parseHaproxy } from './parse-haproxy.ts'
import { mainProxy, proxiesOf, type Proxy, stickTables } from './proxies.ts'
import { writeRules } from './write-rules.ts'

/**
 * Converts a configuration of HAProxy to policy text: the rules of a frontend that refuse requests, those of the backends for the requests
 * that are sent there, and limits by `http_req_rate`. Comments name what is not imported.
 */
export function importHaproxy(text: string, file: string, included?: ReadIncluded): ImportedPolicy {
  const parsed = parseHaproxy(text)
  const exact = write(parsed, file, included, true)
  const { exact: hasExact, folded } = exact.tests.seen()
  // If every path is compared without regard to case, the policy's usual comparison is the one that HAProxy makes.
  const { draft } = folded && !hasExact ? write(parsed, file, included, false) : exact
  return finishDraft(draft)
}

function write(
  parsed: HaproxyFile,
  file: string,
  included: ReadIncluded | undefined,
  exactPaths: boolean,
): { readonly draft: PolicyDraft; readonly tests: TextTests } {
  const draft = createDraft(file, `imported from ${file} (HAProxy configuration)`)
  const tests = createTextTests(draft, exactPaths)
  const proxies = proxiesOf(parsed)
  const said = new Set<string>()
  const once = (key: string, line: number, message: string): void => {
    if (!said.has(key)) draft.note(line, message)
    said.add(key)
  }
  const context: HaproxyContext = { draft, tests, included, tables: stickTables(parsed, proxies), once }
  for (const { line, message } of parsed.faults) draft.note(line, message)
  const main = mainProxy(proxies)
  for (const proxy of proxies) if (proxy !== main && proxy.kind !== 'backend') noteOther(proxy, main, draft)
  if (main === undefined) draft.note(1, 'the file contains no frontend with `mode http`')
  else writeMain(main, proxies, context)
  const { path } = tests.seen()
  noteAgents(draft, main?.line ?? 1)
  if (exactPaths && path) draft.declare('paths match exactly')
  if (!exactPaths)
    draft.note(main?.line ?? 1, 'paths are compared without one slash at their end, HAProxy compares them with it')
  return { draft, tests }
}

/** Says which rules of other frontends are left out: a policy does not know ports. */
function noteOther(proxy: Proxy, main: Proxy | undefined, draft: PolicyDraft): void {
  if (!proxy.isHttp) {
    if (proxy.lines.some(isRefusal))
      draft.note(proxy.line, `${proxy.kind} ${proxy.name} is not imported: it is not in mode http`)
    return
  }
  for (const line of proxy.lines.filter(isRefusal))
    draft.note(
      line.line,
      `${line.words.slice(0, 4).join(' ')} of ${proxy.kind} ${proxy.name} is not imported: a policy does not know ports, and the rules of ${main?.kind ?? 'frontend'} ${main?.name ?? ''} are imported`,
    )
}

function isRefusal({ words: [first, second = '', third = ''] }: HaproxyLine): boolean {
  if (first === 'block') return true
  const action = first === 'tcp-request' ? third : first === 'http-request' ? second : ''
  return ['deny', 'tarpit', 'reject', 'silent-drop', 'auth', 'return'].includes(action)
}

const oldRules = 'write it as `http-request deny`, as HAProxy does since version 2.1'

/** Directives of a proxy that concern access and have no equivalent. */
const notImported: Readonly<Record<string, string>> = {
  'rate-limit': 'a policy limits requests, not sessions: write a `limit … in total`',
  'http-response': 'a policy does not judge replies',
  'tcp-response': 'a policy does not judge replies',
  reqdeny: oldRules,
  reqideny: oldRules,
  reqtarpit: oldRules,
  reqitarpit: oldRules,
  reqallow: oldRules,
  reqiallow: oldRules,
  reqpass: oldRules,
  reqipass: oldRules,
  filter: 'programs are not imported: supply the result as a fact',
}

function writeMain(main: Proxy, proxies: readonly Proxy[], context: HaproxyContext): void {
  const { draft } = context
  const rules = createOrderedRules(draft)
  const backends = main.kind === 'frontend' ? proxies.filter(({ kind }) => kind !== 'frontend') : proxies
  const usesSource = [main, ...backends].some(({ lines }) =>
    lines.some(({ words }) => words[0] === 'http-request' && words[1] === 'set-src'),
  )
  const state: HaproxyState = { changed: new Map(), variables: new Map(), tracks: [], hasClient: false, usesSource }
  writeOptions(main, rules, context)
  const after = writeRules(main, always, rules, context, state)
  for (const { proxy, region } of routesOf(main, proxies, context, after)) {
    writeOptions(proxy, rules, context)
    writeRules(proxy, region, rules, context, {
      ...after,
      changed: new Map(after.changed),
      variables: new Map(after.variables),
    })
  }
}

function writeOptions({ lines }: Proxy, rules: OrderedRules, { draft, tests }: HaproxyContext): void {
  for (const { words, line } of lines) {
    const [name = '', first = ''] = words
    const why = Object.hasOwn(notImported, name) ? notImported[name]! : ''
    const isDenied =
      name !== 'http-response' && name !== 'tcp-response' ? true : words.includes('deny') || words.includes('reject')
    if (why !== '' && isDenied) draft.note(line, `${words.slice(0, 4).join(' ')} is not imported: ${why}`)
    if (name === 'monitor-uri') {
      const place = { line, label: 'monitor-uri' }
      rules.spare('answer', always, tests.text({ kind: 'path' }, 'whole', first, false), place)
    }
    if (name === 'bind' && (words.includes('accept-proxy') || words.includes('accept-netscaler-cip')))
      draft.note(
        line,
        `${words.join(' ')}: addresses come from the PROXY protocol; a policy tests those of the connection`,
      )
    if (name === 'option' && first === 'forwardfor')
      draft.remark(
        line,
        'if the gate is behind this HAProxy, add `client ip from x-forwarded-for trusting …` with its address',
      )
  }
}

/** Returns the backends that requests are sent to, with the requests that each one gets. */
function routesOf(
  main: Proxy,
  proxies: readonly Proxy[],
  context: HaproxyContext,
  state: HaproxyState,
): readonly { readonly proxy: Proxy; readonly region: Condition }[] {
  const { draft } = context
  const acls = aclsOf(main.lines)
  const regions = new Map<Proxy, Condition[]>()
  /** The conditions of earlier lines, by name of the backend. */
  const earlier = new Map<string, Condition[]>()
  const elsewhere = (name: string): Condition =>
    notOf(anyOf([...earlier].flatMap(([other, conditions]) => (other === name ? [] : conditions))))
  let isOpen = false
  const send = (name: string, region: Condition, line: number): void => {
    const proxy = proxies.find((each) => each.name === name && each.kind !== 'frontend')
    if (proxy === undefined || proxy === main) return
    if (isOpen && proxy.lines.some(isRefusal))
      draft.note(
        line,
        `which requests are sent to ${name} is only partly known, because an earlier use_backend has no equivalent`,
      )
    const parts = regions.get(proxy) ?? []
    parts.push(region)
    regions.set(proxy, parts)
  }
  for (const { words, line } of main.lines.filter(({ words: [name] }) => name === 'use_backend')) {
    const [, name = '', ...rest] = words
    const { plain, rates } = ruleCondition(rest, line, acls, context, state)
    const condition = certainly(plain)
    const what = [
      ...(name.includes('%[') ? ['the name of the backend is computed'] : []),
      ...rates.map(({ rate }) => `the alternative with ${rate.label} has no equivalent`),
      ...differences(plain),
    ]
    if (what.length > 0) draft.note(line, `use_backend ${name}: ${what.join('; ')}`)
    if (name.includes('%[') || rates.length > 0 || !isUnderstood(plain)) isOpen = true
    // Whether an earlier line sends a request to the same backend makes no difference.
    send(name, allOf([condition, elsewhere(name)]), line)
    const same = earlier.get(name) ?? []
    same.push(condition)
    earlier.set(name, same)
  }
  const byDefault = main.lines.findLast(({ words: [name] }) => name === 'default_backend')
  if (byDefault !== undefined) send(byDefault.words[1] ?? '', elsewhere(byDefault.words[1] ?? ''), byDefault.line)
  return Array.from(regions, ([proxy, parts]) => ({ proxy, region: anyOf(parts) }))
}
