import type { Server } from 'node:http'
import type { Http2Server } from 'node:http2'
import type { Awaitable, Decision, Explanation } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import type { EnforcementOptions, GuardTools, HostFacts, Principal, UserId } from '@tidegate/node'
import type { Behaviour } from './behaviour.ts'

/** A request as the application's functions see it, independent of the framework. */
export interface Incoming {
  /** The URL as a router after the guard reads it. */
  readonly target: string
  /** The value of a header; empty where there is none. */
  header(name: string): string
}

/** A request that the application is answering, with the guard's tools for it. */
export interface Exchange extends Incoming {
  /** The decision, read from where applications of this framework find it; undefined if the guard has not run. */
  readonly decision: Decision | undefined
  /** The decision, obtained from the adapter; throws if the guard has not run. */
  decisionOf(): Decision
  check(principal: Principal): Promise<Decision>
  explain(): Promise<Explanation>
  refuse(decision: Decision): void
  /** Answers in the framework's usual way. */
  reply(status: number, body?: string): void
  /** Answers with a body that the framework reads from a stream. */
  stream(status: number, chunks: AsyncIterable<string>): void
  /** Closes the connection without sending anything more. */
  abort(): void
  /** Resolves when the response is closed, whether it was sent or not. */
  readonly closed: Promise<void>
}

/** Answers the requests that pass. It may throw or reject, which is an error of the application. */
export type Respond = (exchange: Exchange) => Awaitable<void>

/** The options of an adapter, independent of the framework. A factory passes those that are not listed here on unchanged. */
export interface ContractOptions extends EnforcementOptions {
  readonly user?: (incoming: Incoming) => Awaitable<UserId>
  readonly facts?: (incoming: Incoming) => Awaitable<HostFacts | undefined>
  readonly skip?: (incoming: Incoming) => Awaitable<boolean>
  readonly handler?: (exchange: Exchange, decision: Decision, reply: Reply) => Awaitable<void>
}

/** How to set up the server. */
export interface Setup {
  /** HTTP/2 without TLS. Default HTTP/1.1. */
  readonly http2?: boolean
  /**
   * Prefixes to mount at, each with its own guard and application, created with the same options; the guards run below the mount, where
   * the URL no longer has the prefix. Default: one guard at the top.
   */
  readonly mounts?: readonly string[]
}

/** A server on loopback whose requests the adapter decides. */
export interface ServedAdapter {
  readonly server: Server | Http2Server
  readonly port: number
  /** What the adapter returned for the first mount. */
  readonly guard: Pick<GuardTools<never>, 'ready' | 'close' | 'protectUpgrades'>
  /** The errors that the framework's error handler received, in order. */
  readonly errors: readonly unknown[]
  /** Closes the guards and the server, with all its connections. */
  close(): Promise<void>
}

/** One adapter, as the contract suite serves it. */
export interface AdapterUnderTest {
  readonly name: string
  /** Serves a new application on a free port of 127.0.0.1. Rejects when the policy cannot be enforced. */
  serve(options: ContractOptions, respond: Respond, setup: Setup): Promise<ServedAdapter>
  /** Creates the guard and nothing else, for tests of invalid options. */
  make(options: EnforcementOptions): Pick<GuardTools<never>, 'ready' | 'close'>
  /**
   * Why the adapter receives targets and methods only after a parser has read them, which resolves dot segments, removes hosts and fragments,
   * and writes methods in capitals: the tests of such requests are skipped, and their titles show this reason. Undefined if it receives them unchanged.
   */
  readonly parsedTargets?: string
  /**
   * Why the adapter does not see that a target was absolute, so that it decides by the Host field if the target names another host: the tests of such
   * requests are skipped, and their titles show this reason.
   */
  readonly unseenTargetHosts?: string
  /** Behaviours that this adapter is exempt from, each with the reason, which the titles of the tests show. */
  readonly skips?: Readonly<Partial<Record<Behaviour, string>>>
}
