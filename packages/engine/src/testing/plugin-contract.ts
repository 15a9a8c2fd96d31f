import type { Facts } from '@tidegate/model'
import { formatIp, parseIp, parseIpEntry } from '@tidegate/values'
import { createValueReader } from '../facts/fact-values-reader.ts'
import { blankFacts, blankIp } from '../judge/blank-facts.ts'
import { type AsyncFact, defaultLookupBounds, type FactDefinition, type SyncFact } from '../plugins/fact-definition.ts'
import { type FactInputs, factInputs } from '../plugins/fact-inputs.ts'
import { factKey } from '../plugins/fact-key.ts'
import { registerPlugins } from '../plugins/plugin-registry.ts'
import type { Plugin } from '../plugins/plugin.ts'
import type { ContractRunner } from './contract-runner.ts'

/** A request for the tests of a plugin. `rawHeaders` are alternating names and values of header fields. */
export type ContractRequest = Partial<Facts> & { readonly rawHeaders?: readonly string[] }

/** Additional inputs for the tests of a plugin. */
export interface PluginContractOptions {
  /** Requests for which the plugin has facts, so that actual values are tested too. */
  readonly requests?: readonly ContractRequest[]
  /** Valid arguments of the plugin's lists. */
  readonly listArguments?: readonly string[]
  /** Closes a plugin after its test. */
  readonly close?: (plugin: Plugin) => void | Promise<void>
}

/**
 * Declares the tests that every plugin MUST pass: its shape, facts of the declared type for any request, look-ups that stop when they are
 * aborted, lists that contain addresses. `makePlugin` returns a new plugin for each test.
 */
export function describePluginContract(
  name: string,
  makePlugin: () => Plugin | Promise<Plugin>,
  runner: ContractRunner,
  options: PluginContractOptions = {},
): void {
  const { describe, it, expect } = runner
  const requests = [...strangeRequests(), ...(options.requests ?? [])].map(({ rawHeaders = [], ...more }) =>
    factInputs({ ...blankFacts, ...more, ip: more.ip ?? blankIp }, { target: more.target ?? '/', headers: rawHeaders }),
  )

  function test(title: string, body: (plugin: Plugin) => void | Promise<void>): void {
    it(title, async () => {
      const plugin = await makePlugin()
      try {
        await body(plugin)
      } finally {
        await options.close?.(plugin)
      }
    })
  }

  describe(`${name} satisfies the contract of plugins`, () => {
    test('is a plugin that is frozen', (plugin) => {
      expect([...registerPlugins([plugin]).keys()]).toEqual([plugin.name])
      expect(Object.isFrozen(plugin), 'the plugin is frozen').toEqual(true)
    })

    test('synchronous facts are of their type or absent, never throw, and are the same for the same request', (plugin) => {
      for (const [fact, definition] of factsOf(plugin, isSync)) {
        for (const inputs of requests) {
          const about = `${fact} of ${describeInputs(inputs)}`
          const given = definition.read(inputs)
          expect(faultOf(fact, definition, given), about).toEqual(undefined)
          expect(definition.read(inputs), about).toEqual(given)
        }
      }
    })

    test('asynchronous facts end in time, and are of their type or absent', async (plugin) => {
      for (const [fact, definition] of factsOf(plugin, isAsync)) {
        for (const inputs of requests) {
          if (factKey(definition.per, inputs) === undefined) continue
          const about = `${fact} of ${describeInputs(inputs)}`
          const answer = await answerOf(definition, inputs)
          expect(answer.kind === 'late' ? 'late' : 'in time', about).toEqual('in time')
          if (answer.kind === 'value') expect(faultOf(fact, definition, answer.value), about).toEqual(undefined)
        }
      }
    })

    test('look-ups stop immediately when they are aborted', async (plugin) => {
      for (const [fact, definition] of factsOf(plugin, isAsync)) {
        const controller = new AbortController()
        const pending = definition.resolve(requests[0]!, controller.signal).then(
          () => 'ended',
          () => 'ended',
        )
        controller.abort(new Error('aborted by the contract'))
        expect(await Promise.race([pending, later(100)]), fact).toEqual('ended')
        const aborted = AbortSignal.abort(new Error('too late'))
        const never = definition.resolve(requests[0]!, aborted).then(
          () => 'ended',
          () => 'ended',
        )
        expect(await Promise.race([never, later(100)]), fact).toEqual('ended')
      }
    })

    test('lists return addresses, or throw an Error with a message', (plugin) => {
      for (const [list, source] of Object.entries(plugin.lists ?? {})) {
        for (const argument of [...strangeArguments, ...(options.listArguments ?? [])]) {
          const about = `${list} ${JSON.stringify(argument)}`
          try {
            const wrong = [...source(argument)].filter((entry) => parseIpEntry(entry).kind === 'invalid')
            expect(wrong, about).toEqual([])
          } catch (error) {
            if (!(error instanceof Error)) throw error
            if (options.listArguments?.includes(argument) === true) throw error
            expect(error.message === '', about).toEqual(false)
          }
        }
      }
    })
  })

  function faultOf(fact: string, { type, values }: FactDefinition, given: unknown): string | undefined {
    if (given === undefined) return undefined
    const warnings: string[] = []
    const value = createValueReader(({ message }) => warnings.push(message))(fact, type, given)
    if (warnings.length > 0) return warnings[0]
    if (values === undefined || (typeof value === 'string' && values.includes(value))) return undefined
    return `${JSON.stringify(value)} is not one of its values`
  }
}

type Answer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'failed' }
  | { readonly kind: 'late' }

async function answerOf(definition: AsyncFact, inputs: FactInputs): Promise<Answer> {
  const timeoutMs = definition.timeoutMs ?? defaultLookupBounds.timeoutMs
  const signal = AbortSignal.timeout(timeoutMs)
  const found = definition.resolve(inputs, signal).then(
    (answer): Answer => ({ kind: 'value', value: valueOf(answer) }),
    (): Answer => ({ kind: 'failed' }),
  )
  return Promise.race([found, later(timeoutMs + 500).then((): Answer => ({ kind: 'late' }))])
}

function valueOf(answer: unknown): unknown {
  const isTimed = typeof answer === 'object' && answer !== null && 'ttlMs' in answer && 'value' in answer
  return isTimed ? answer.value : answer
}

function later(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), ms))
}

function isSync(definition: FactDefinition): definition is SyncFact {
  return definition.resolve === undefined
}

function isAsync(definition: FactDefinition): definition is AsyncFact {
  return definition.resolve !== undefined
}

function factsOf<D extends FactDefinition>(
  plugin: Plugin,
  is: (definition: FactDefinition) => definition is D,
): [string, D][] {
  return Object.entries(plugin.facts ?? {}).filter((entry): entry is [string, D] => is(entry[1]))
}

function describeInputs({ ip, method, path, user }: FactInputs): string {
  return JSON.stringify({ ip, method, path: path.slice(0, 40), user }).slice(0, 200)
}

const strangeArguments = [
  '',
  ' ',
  '\0',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'é',
  '\ud800',
  'x'.repeat(10_000),
]

/** Unusual requests that clients may send. */
function strangeRequests(): readonly ContractRequest[] {
  const addresses = [
    '0.0.0.0',
    '127.0.0.1',
    '10.0.0.1',
    '169.254.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '64:ff9b::c000:201',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  ].map((text): Partial<Facts> => ({ ip: parseIp(text)!, nowMs: Date.UTC(2026, 10, 21) }))
  const texts = ['', ' ', '\0', '__proto__', '\ud800', 'é', '%', 'x'.repeat(100_000)]
  const ip = parseIp('203.0.113.9')!
  return [
    ...addresses,
    ...texts.map((text): Partial<Facts> => ({
      ip,
      agent: text,
      host: text,
      user: text,
      method: text,
      path: text,
      target: text,
    })),
    { ip, nowMs: NaN },
    { ip, nowMs: -1 },
    { ip, peer: parseIp(formatIp(ip))! },
    { ip, rawHeaders: texts.flatMap((text) => ['X-Strange', text]) },
    { ip, rawHeaders: ['__proto__', 'a', '', '', 'without a value'] },
  ]
}
