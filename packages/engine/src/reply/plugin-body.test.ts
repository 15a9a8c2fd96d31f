import { anyone, block, modelOf } from '@tidegate/model/testing'
import { describe, expect, it } from 'vitest'
import { createGate } from '../gate/create-gate.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { definePlugin } from '../plugins/define-plugin.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { render, type Reply } from './render.ts'

const gate = createGate(planPolicy(modelOf({ rules: [block(anyone, { reply: { status: 451, text: 'not here' } })] })), {
  clock: testClock(),
})

const pages = definePlugin({
  apiVersion: 1,
  name: 'pages',
  replies: {
    'text/html': ({ status, text, id }) => `<h1>${status} ${text}</h1><p>${id}`,
    'application/xml': () => {
      throw new Error('no')
    },
  },
})

function reply(accept: string): Reply {
  return render(gate.decide(requestOf()), accept, { plugins: [pages] })
}

describe('a refusal that a plugin writes', () => {
  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['TEXT/HTML', 'text/html; charset=utf-8'],
    ['text/html;q=0.5, application/json', 'application/problem+json'],
    ['application/json, text/html', 'application/problem+json'],
    ['text/html, application/json', 'text/html; charset=utf-8'],
    ['text/html;q=0', 'text/plain; charset=utf-8'],
    ['text/*', 'text/plain; charset=utf-8'],
    ['*/*', 'text/plain; charset=utf-8'],
    ['', 'text/plain; charset=utf-8'],
    ['application/xml', 'text/plain; charset=utf-8'],
    ['__proto__/constructor', 'text/plain; charset=utf-8'],
  ])('is sent to clients that prefer its type: Accept: %s', (accept, type) => {
    expect(reply(accept).headers['content-type']).toBe(type)
  })

  it('keeps status and headers', () => {
    const { status, headers, body } = reply('text/html')
    expect([status, headers['cache-control'], headers['x-content-type-options']]).toEqual([451, 'no-store', 'nosniff'])
    expect(body).toMatch(/^<h1>451 not here<\/h1><p>\S+$/)
  })
})
