import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GateEvents, GateRequest, ReloadReport } from '@tidegate/engine'
import { type OpenedGate, openPolicy } from '../open-policy.ts'
import type { OpenPolicyOptions } from '../open-policy-options.ts'

/** A new folder for each test, with a policy and the gates that are opened for it. */
export interface PolicyFolder {
  readonly folder: string
  /** Path of the policy: `site.policy` in the folder, unless a test changes it. */
  policy: string
  /** Writes a file below the folder in place. */
  readonly write: (file: string, text: string) => Promise<void>
  /** Saves like an editor: a new file replaces the old one. */
  readonly save: (file: string, text: string) => Promise<void>
  /** Opens the policy, by default watched and compiled in this thread; it is closed after the test. */
  readonly open: (options?: OpenPolicyOptions) => Promise<OpenedGate>
  readonly request: (peer: string) => GateRequest
  /** Returns the status for a request from an address. */
  readonly status: (gate: OpenedGate, peer: string) => number
  /** Resolves to the next payload of an event. */
  readonly next: <E extends keyof GateEvents>(gate: OpenedGate, event: E) => Promise<GateEvents[E]>
  /** Resolves to the report of the reload that an edit causes. */
  readonly reloaded: (gate: OpenedGate, edit: () => Promise<unknown>) => Promise<ReloadReport>
}

/** Hooks of a test runner. */
export interface TestHooks {
  readonly beforeEach: (hook: () => Promise<void>) => void
  readonly afterEach: (hook: () => Promise<void>) => void
}

/** Declares a policy folder that is created before each test and removed after it. */
export function usePolicyFolder({ beforeEach, afterEach }: TestHooks): PolicyFolder {
  const gates: OpenedGate[] = []
  let folder = ''

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidegate-'))
    at.policy = join(folder, 'site.policy')
  })

  afterEach(async () => {
    await Promise.all(gates.splice(0).map((gate) => gate.close()))
    await rm(folder, { recursive: true })
  })

  const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text)

  const request = (peer: string): GateRequest => ({ method: 'GET', target: '/', headers: [], peer })

  function next<E extends keyof GateEvents>(gate: OpenedGate, event: E): Promise<GateEvents[E]> {
    return new Promise((resolve) => {
      const off = gate.on(event, (payload) => {
        off()
        resolve(payload)
      })
    })
  }

  const at: PolicyFolder = {
    get folder() {
      return folder
    },
    policy: '',
    write,
    save: async (file, text) => {
      await write(`${file}.new`, text)
      await rename(join(folder, `${file}.new`), join(folder, file))
    },
    open: async (options = {}) => {
      const gate = await openPolicy(at.policy, { watch: true, compile: 'here', ...options })
      gates.push(gate)
      return gate
    },
    request,
    status: (gate, peer) => gate.decide(request(peer)).status,
    next,
    reloaded: async (gate, edit) => {
      const report = next(gate, 'reload')
      await edit()
      return report
    },
  }
  return at
}
