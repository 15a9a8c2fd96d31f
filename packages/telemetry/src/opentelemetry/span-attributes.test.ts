import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { createMemoryStore } from '@tidegate/engine'
import { gateOfText, requestOf } from '@tidegate/engine/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { spanAttributes } from './span-attributes.ts'

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
beforeEach(() => exporter.reset())
afterAll(async () => {
  context.disable()
  await provider.shutdown()
})

const policy = 'policy "shop"\nblock path in /admin/** as "admin"\nshadow limit 1 per hour per ip'

/** Runs `work` while a span is active, and returns its attributes. */
async function spanOf(work: () => unknown): Promise<Readonly<Record<string, unknown>>> {
  const span = provider.getTracer('test').startSpan('GET')
  await context.with(trace.setSpan(context.active(), span), work)
  span.end()
  return exporter.getFinishedSpans()[0]!.attributes
}

describe('spanAttributes', () => {
  it('adds the decision to the active span, and nothing of the client', async () => {
    const gate = gateOfText(policy, { plugins: [spanAttributes()], logger: false })
    let id = ''
    const attributes = await spanOf(() => {
      id = gate.decide(requestOf({ target: '/admin/secret?token=1' })).id
    })
    expect(attributes).toEqual({
      'tidegate.outcome': 'block',
      'tidegate.reason': 'block-rule',
      'tidegate.status': 403,
      'tidegate.rule': 'admin',
      'tidegate.policy.name': 'shop',
      'tidegate.policy.fingerprint': gate.plan.model.fingerprint,
      'tidegate.decision.id': id,
    })
  })

  it('names shadow rules that would have acted, and the last decision of several', async () => {
    const gate = gateOfText(policy, { plugins: [spanAttributes()], logger: false })
    const attributes = await spanOf(() => {
      gate.decide(requestOf({ target: '/admin/x' }))
      gate.decide(requestOf())
      gate.decide(requestOf())
    })
    expect(attributes).toMatchObject({ 'tidegate.outcome': 'pass', 'tidegate.shadow_rules': ['site.policy:3'] })
  })

  it('finds the span again after the store has answered', async () => {
    const memory = createMemoryStore()
    const store = {
      ...memory,
      consume: async (...given: Parameters<typeof memory.consume>) => memory.consume(...given),
    }
    const gate = gateOfText('limit 1 per minute per ip', { store, plugins: [spanAttributes()], logger: false })
    const attributes = await spanOf(async () => {
      await gate.decideAsync(requestOf())
      await gate.decideAsync(requestOf())
    })
    expect(attributes).toMatchObject({ 'tidegate.outcome': 'limit', 'tidegate.status': 429 })
  })

  it('does nothing without a span', () => {
    const gate = gateOfText(policy, { plugins: [spanAttributes()], logger: false })
    gate.decide(requestOf())
    expect(gate.stats().listenerErrors).toBe(0)
  })
})
