import type { AdapterUnderTest } from './adapter.ts'
import type { Behaviour } from './behaviour.ts'
import { describeClientAddress } from './behaviours/client-address.ts'
import { describeClosing } from './behaviours/closing.ts'
import { describeConnections } from './behaviours/connections.ts'
import { describeDecisions } from './behaviours/decisions.ts'
import { describeHosts } from './behaviours/hosts.ts'
import { describeHttp2 } from './behaviours/http2.ts'
import { describeListeners } from './behaviours/listeners.ts'
import { describeMounts } from './behaviours/mounts.ts'
import { describeOptions } from './behaviours/options.ts'
import { describePlugins } from './behaviours/plugins.ts'
import { describePrincipals } from './behaviours/principals.ts'
import { describeRefusals } from './behaviours/refusals.ts'
import { describeReloading } from './behaviours/reloading.ts'
import { describeRequestsAtOnce } from './behaviours/requests-at-once.ts'
import { describeRobustness } from './behaviours/robustness.ts'
import { describeSettling } from './behaviours/settling.ts'
import { describeSharedCounters } from './behaviours/shared-counters.ts'
import { describeStaticFiles } from './behaviours/static-files.ts'
import { describeTargets } from './behaviours/targets.ts'
import { describeTools } from './behaviours/tools.ts'
import { describeUpgrades } from './behaviours/upgrades.ts'

/** One behaviour: what the table of adapters says about it, and its tests. */
export interface BehaviourTests {
  readonly summary: string
  readonly declare: (adapter: AdapterUnderTest) => void
  /** Whether some of its tests need a target or method as the client sent it: adapters with `parsedTargets` skip them. */
  readonly needsReceived?: true
  /** The behaviours without which an adapter skips some of these tests. */
  readonly partlyNeeds?: readonly Behaviour[]
}

/** The tests of each behaviour. */
export const behaviours: Readonly<Record<Behaviour, BehaviourTests>> = {
  'options and start': {
    summary:
      'misspelt and impossible options throw with a suggestion; a policy that cannot be enforced stops the start',
    declare: describeOptions,
  },
  decisions: {
    summary: 'what passes reaches the application with its decision, what is refused does not; `skip`; `mode: observe`',
    declare: describeDecisions,
    needsReceived: true,
  },
  refusals: {
    summary:
      'status, every field of a limit, `Retry-After`, problem+json or text by `Accept`, HEAD, `100-continue`, `handler`',
    declare: describeRefusals,
  },
  targets: {
    summary:
      'ambiguous targets get 400, long ones 414; the router reads the target that was decided; `%2F`, `*`, absolute targets',
    declare: describeTargets,
    needsReceived: true,
  },
  hosts: {
    summary: 'two hosts or a malformed one get 400; others are compared in normal form',
    declare: describeHosts,
  },
  'client address': {
    summary: 'from trusted proxies only, from right to left, with ports and mapped addresses; unknown clients',
    declare: describeClientAddress,
  },
  'user and facts': {
    summary: '`user` and `facts` that return, resolve, throw or reject; missing facts',
    declare: describePrincipals,
  },
  'tools for routes': { summary: '`check`, `decisionOf`, `explain`, `refuse`', declare: describeTools },
  'counting only replies': {
    summary:
      'by the status of replies that are normal, thrown, streamed, aborted, broken off, or left early by the client',
    declare: describeSettling,
  },
  'limits at once': {
    summary:
      'a request counts until its reply is finished or its handler has failed, also after the client has left; streams, pipelining, HTTP/2, upgrades',
    declare: describeRequestsAtOnce,
    partlyNeeds: ['HTTP/2', 'upgrades'],
  },
  connections: {
    summary: 'keep-alive, pipelining, no listeners that accumulate, a client that leaves during a look-up',
    declare: describeConnections,
  },
  'HTTP/2': {
    summary: 'the same over HTTP/2, with pseudo-header fields, flow control and CONNECT',
    declare: describeHttp2,
    needsReceived: true,
    partlyNeeds: ['upgrades'],
  },
  upgrades: {
    summary: 'WebSocket upgrades and CONNECT, accepted, refused, counted, also by the status that is written',
    declare: describeUpgrades,
  },
  mounts: {
    summary: 'below a prefix, one guard or two, with counters of their own or shared',
    declare: describeMounts,
  },
  'static files': { summary: 'no spelling of a path serves a file that is blocked', declare: describeStaticFiles },
  'shared counters': {
    summary:
      'two applications with one real Redis admit together exactly what a limit allows, also by replies and at once',
    declare: describeSharedCounters,
  },
  plugins: { summary: 'facts that plugins look up', declare: describePlugins },
  reloading: {
    summary: 'an edit applies from the next request on; no request is lost under load',
    declare: describeReloading,
  },
  closing: { summary: 'closes what the guard has opened, and nothing else', declare: describeClosing },
  listeners: { summary: 'errors in listeners change no decision', declare: describeListeners },
  robustness: { summary: 'hostile bytes, names of `Object.prototype`, floods of clients', declare: describeRobustness },
}
