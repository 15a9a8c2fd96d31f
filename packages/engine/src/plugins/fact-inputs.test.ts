import { checkPolicy, noFiles } from '@tidegate/dsl'
import { parseIp } from '@tidegate/values'
import { expect, it } from 'vitest'
import { createGate } from '../gate/create-gate.ts'
import { blankFacts } from '../judge/blank-facts.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { requestOf } from '../testing/test-gate.ts'
import { definePlugin } from './define-plugin.ts'
import { describePlugins } from './describe-plugin.ts'
import { factInputs } from './fact-inputs.ts'

it('has every line of a header field, whatever the case of its name', () => {
  const headers = ['X-A', '1', 'x-b', '2', 'x-a', ' 3 ', '__proto__', '4', 'X-A']
  const { fields } = factInputs({ ...blankFacts, ip: parseIp('192.0.2.1')! }, { target: '/', headers })
  expect(['x-a', 'X-B', '__proto__', 'x-c', ''].map(fields)).toEqual([['1', ' 3 '], ['2'], ['4'], [], []])
})

it('shows fields of a request to facts, in decisions and explanations, also if its client is unknown', () => {
  const plugin = definePlugin({
    apiVersion: 1,
    name: 'keys',
    facts: { 'key.kind': { type: 'text', read: ({ fields }) => fields('x-key')[0]?.slice(0, 2) } },
  })
  const { model } = checkPolicy(
    { file: 'site.policy', text: 'use keys\nblock key.kind == "ab"' },
    { ...noFiles, plugins: describePlugins([plugin]) },
  )
  const gate = createGate(planPolicy(model!), { plugins: [plugin], trustProxy: '127.0.0.1' })
  const request = requestOf({ headers: ['X-Key', 'abc'] })
  expect(gate.decide(request).outcome).toBe('block')
  expect(gate.decide(requestOf({ headers: ['X-Key', 'cba'] })).outcome).toBe('pass')
  expect(gate.explain(request)).toMatchObject({ decision: { outcome: 'block' } })
  const unknownClient = { peer: '127.0.0.1', headers: ['X-Key', 'abc', 'X-Forwarded-For', 'nonsense'] }
  expect(gate.decide(requestOf(unknownClient)).reason).toBe('block-rule')
})

it('has the target as received next to the one that policies compare', () => {
  const seen: unknown[] = []
  const plugin = definePlugin({
    apiVersion: 1,
    name: 'targets',
    facts: { any: { type: 'flag', read: ({ target, receivedTarget }) => seen.push([target, receivedTarget]) > 0 } },
  })
  const { model } = checkPolicy(
    { file: 'site.policy', text: 'use targets\nblock any' },
    { ...noFiles, plugins: describePlugins([plugin]) },
  )
  createGate(planPolicy(model!), { plugins: [plugin] }).decide(requestOf({ target: '/%7euser//x?%61' }))
  expect(seen).toEqual([['/~user/x?a', '/%7euser//x?%61']])
})
