import type { Server } from 'node:http'
import type { Http2Server } from 'node:http2'
import type { Awaitable, Decision, Explanation } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import type { EnforcementOptions, GuardTools, HostFacts, Principal, UserId } from '@tidegate/node'
import type { Behaviour } from './behaviour.ts'

/** One request as the functions of the application see it, in words that every framework has. */
export interface Incoming {
  /** The URL as a router after the guard reads it. */
  readonly target: string
  /** The value of a header; empty where there is none. */
  header(name: string): string
}

/** One request in the hands of the application, with the guard's tools for it. */
export interface Exchange extends Incoming {
  /** The decision where the framework's applications read it; undefined where the guard has not run. */
  readonly decision: Decision | undefined
  /** Asks the adapter for the decision; throws where the guard has not run. */
  decisionOf(): Decision
  check(principal: Principal): Promise<Decision>
  explain(): Promise<Explanation>
  refuse(decision: Decision): void
  /** Answers in the framework's usual way. */
  reply(status: number, body?: string): void
  /** Answers with a body that the framework reads from a stream. */
  stream(status: number, chunks: AsyncIterable<string>): void
  /** Cuts the connection; nothing more is sent. */
  abort(): void
  /** Resolves when the response is closed, whether it was sent or not. */
  readonly closed: Promise<void>
}

/** What answers the requests that pass. It may throw or reject: that is an error of the application. */
export type Respond = (exchange: Exchange) => Awaitable<void>

/** The options of an adapter, in words that every framework has. A factory hands the rest of them on as they are. */
export interface ContractOptions extends EnforcementOptions {
  readonly user?: (incoming: Incoming) => Awaitable<UserId>
  readonly facts?: (incoming: Incoming) => Awaitable<HostFacts | undefined>
  readonly skip?: (incoming: Incoming) => Awaitable<boolean>
  readonly handler?: (exchange: Exchange, decision: Decision, reply: Reply) => Awaitable<void>
}

/** How the server is to be set up. */
export interface Setup {
  /** HTTP/2 without TLS. Default HTTP/1.1. */
  readonly http2?: boolean
  /**
   * Prefixes to mount at, each with a guard and an application of its own, made of the same options; the guards run below the mount, where
   * the URL has lost the prefix. Default: one guard at the top.
   */
  readonly mounts?: readonly string[]
}

/** A server on loopback whose requests the adapter judges. */
export interface ServedAdapter {
  readonly server: Server | Http2Server
  readonly port: number
  /** What the adapter gave for the first mount. */
  readonly guard: Pick<GuardTools<never>, 'ready' | 'close' | 'protectUpgrades'>
  /** What the framework's way for errors got, in order. */
  readonly errors: readonly unknown[]
  /** Closes the guards and the server, with all its connections. */
  close(): Promise<void>
}

/** One adapter, as the contract suite serves it. */
export interface AdapterUnderTest {
  readonly name: string
  /** Serves a new application on a free port of 127.0.0.1. Rejects when the policy cannot be enforced. */
  serve(options: ContractOptions, respond: Respond, setup: Setup): Promise<ServedAdapter>
  /** Makes the guard and nothing else, for options that are to be refused. */
  make(options: EnforcementOptions): Pick<GuardTools<never>, 'ready' | 'close'>
  /** What this adapter is excused from, with the reason, which the titles of the tests show. */
  readonly skips?: Readonly<Partial<Record<Behaviour, string>>>
}
