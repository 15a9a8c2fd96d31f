import { checkPolicy, noFiles } from '@tidegate/dsl'
import type { Model, RuleReply } from '@tidegate/model'
import { describe, expect, it } from 'vitest'
import { createGate } from '../gate/create-gate.ts'
import { checkModel } from './check-model.ts'
import { planPolicy } from './plan-policy.ts'
import { readPlan, writePlan } from './plan-json.ts'

const text = 'block path in /a reply 302 to "/b"\nblock path in /c reply 403 file "c.html"'
const page = '<p>{reference}</p>'

function modelOf(): Model {
  const readText = (file: string): { kind: 'text'; file: string; text: string } => ({ kind: 'text', file, text: page })
  const { model } = checkPolicy({ file: 'site.policy', text }, { ...noFiles, readText })
  if (model === undefined) throw new Error('the policy has errors')
  return model
}

/** The model with another reply of the rule that has the status. */
function withReply(status: number, change: Partial<RuleReply>): Model {
  const model = modelOf()
  const rules = model.rules.map((rule) =>
    rule.reply?.status === status ? { ...rule, reply: { ...rule.reply, ...change } } : rule,
  )
  return { ...model, rules }
}

describe('replies in a stored plan', () => {
  it('come back as they were', () => {
    const stored = readPlan(writePlan(planPolicy(modelOf())))
    if (stored.kind !== 'plan') throw new Error('the plan is refused')
    const gate = createGate(stored.plan)
    const request = { method: 'GET', headers: [], peer: '192.0.2.1' }
    expect(gate.decide({ ...request, target: '/a' })).toMatchObject({ status: 302, redirect: '/b' })
    expect(gate.decide({ ...request, target: '/c' })).toMatchObject({
      status: 403,
      page: { file: 'c.html', type: 'text/html', text: page },
    })
  })

  it.each([
    ['/a\r\nset-cookie: a=b', 'it contains a character that a URL cannot contain'],
    ['//evil.example', 'it names a host without a scheme'],
    ['javascript:alert(1)', 'its scheme is `javascript`'],
  ])('do not lead to %j', (to, reason) => {
    expect(checkModel(withReply(302, { to }))).toContain(reason)
  })

  it('have a page that exists, of a known type', () => {
    const { pages: _, ...without } = modelOf()
    expect(checkModel(without)).toContain('a page that the model does not contain')
    const type = 'text/javascript' as 'text/html'
    const other = { file: 'c.html', digest: modelOf().pages![0]!.digest, type }
    expect(checkModel(withReply(403, { page: other }))).toContain('type')
    expect(checkModel(modelOf())).toBeUndefined()
  })
})
