import { createGate } from '@tidegate/engine'
import { passHeaders, render } from '@tidegate/engine/http'
import { planPolicy } from '@tidegate/engine/tools'
import { expect, it } from 'vitest'
import { root } from '../scripts/public-packages.ts'
import { codeBlocks } from './docs/code-blocks.ts'
import { checkExample, policyExamples, readPlay } from './docs/policy-example.ts'

const blocks = codeBlocks(root, 'docs/language/clauses.md')
const example = policyExamples(blocks).find(({ block }) => block.text.includes('rivals of ours'))

it('sends clients the names that the page about `as` shows, and no others', () => {
  const at = blocks.findIndex(({ line }) => line === example?.block.line)
  const [fields, refusal] = blocks.slice(at + 1)
  const gate = createGate(planPolicy(checkExample(example!).model!))
  const passed = passHeaders(gate.decide(readPlay('GET / from 192.0.2.1').request)) ?? {}
  const shown = fields!.text
    .trim()
    .split('\n')
    .map((line) => line.split(': '))
  expect(passed).toEqual(Object.fromEntries(shown.map(([name = '', value]) => [name.toLowerCase(), value])))
  const decision = gate.decide(readPlay('GET / from 198.51.100.1').request)
  expect(render(decision, 'text/plain').body).toBe(refusal!.text.replace('{id}', decision.id))
  expect(JSON.stringify(render(decision, 'application/json'))).not.toMatch(/rivals|everybody/)
})
