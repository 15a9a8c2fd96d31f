import type { GateRequest } from '@tidegate/engine'
import { below } from '../harness/random.ts'
import { freshText } from './fresh-text.ts'
import { type PeerRequest, readRequest } from '../peers/read-request.ts'

/** A request as the closures see it. */
export interface ClosureRequest extends PeerRequest {
  readonly method: string
  readonly host: string
  readonly client: string | undefined
}

/** One rule of a policy: as text, in Cedar, and as the function that a programmer would write for it. */
export interface RuleForm {
  readonly text: string
  readonly cedar: string
  /** Whether the rule refuses the request. */
  readonly refuses: (request: ClosureRequest) => boolean
}

const shapes: readonly ((index: number) => RuleForm)[] = [
  (index) => ({
    text: `block path in /area-${index}/private/** when method in POST, PUT`,
    cedar: `forbid(principal, action, resource) when { context.path like "/area-${index}/private/*" && ["POST", "PUT"].contains(context.method) };`,
    refuses: ({ path, method }) =>
      (method === 'POST' || method === 'PUT') &&
      (path === `/area-${index}/private` || path.startsWith(`/area-${index}/private/`)),
  }),
  (index) => ({
    text: `block host == "tenant-${index}.example.com" and path starts with "/admin"`,
    cedar: `forbid(principal, action, resource) when { context.host == "tenant-${index}.example.com" && context.path like "/admin*" };`,
    refuses: ({ host, path }) => host === `tenant-${index}.example.com` && path.startsWith('/admin'),
  }),
  (index) => {
    const network = `100.${64 + ((index >> 8) & 63)}.${index & 255}.`
    return {
      text: `block ip in ${network}0/24 when path in /api/**`,
      cedar: `forbid(principal, action, resource) when { context.ip.isInRange(ip("${network}0/24")) && context.path like "/api/*" };`,
      refuses: ({ ip, path }) => ip.startsWith(network) && (path === '/api' || path.startsWith('/api/')),
    }
  },
  (index) => ({
    text: `block header("x-client") == "client-${index}"`,
    cedar: `forbid(principal, action, resource) when { context has client && context.client == "client-${index}" };`,
    refuses: ({ client }) => client === `client-${index}`,
  }),
  (index) => ({
    text: `bots tool${index} = tool${index}bot\nblock bot in tool${index} unless path in /open/**`,
    cedar: `forbid(principal, action, resource) when { context.agent like "*tool${index}bot*" } unless { context.path like "/open/*" };`,
    refuses: ({ agent, path }) => agent.toLowerCase().includes(`tool${index}bot`) && !path.startsWith('/open/'),
  }),
]

/** Creates `count` rules, equally many of each kind. As in real policies, most requests match none of them. */
export function makeRules(count: number): readonly RuleForm[] {
  return Array.from({ length: count }, (_, index) => shapes[index % shapes.length]!(index))
}

/** A policy of these rules. */
export function rulesPolicy(rules: readonly RuleForm[]): string {
  return ['client ip from x-forwarded-for trusting 10.0.0.0/8', ...rules.map(({ text }) => text), ''].join('\n')
}

/** The target of a request to a site with these rules: mostly pages, sometimes an area that a rule protects. */
export function ruledTarget(random: () => number): string {
  const draw = random()
  if (draw < 0.03) return `/area-${below(random, 50) * 5}/private/${below(random, 1e9).toString(36)}`
  if (draw < 0.3) return `/api/v1/orders/${below(random, 1e9)}`
  return `/articles/${below(random, 1e6)}/${below(random, 1e9).toString(36)}`
}

/** Adds a field with the client's name to every fifth request. */
export function withClient(request: GateRequest, index: number): GateRequest {
  if (index % 5 !== 0) return request
  return { ...request, headers: [...request.headers, freshText('X-Client'), freshText(`client-${index}x`)] }
}

/** Reads what the closures need from a request. */
export function closureRequest(request: GateRequest): ClosureRequest {
  const { headers, method } = request
  let host = ''
  let client: string | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === 4 && name.toLowerCase() === 'host') host = headers[i + 1]!.toLowerCase()
    else if (name.length === 8 && name.toLowerCase() === 'x-client') client = headers[i + 1]!
  }
  return { ...readRequest(request), method, host, client }
}
