import { describe, expect, it } from 'vitest'
import type { GateEvents } from '../events/gate-events.ts'
import { gateOfText } from '../testing/gate-of-text.ts'
import { requestOf } from '../testing/test-gate.ts'
import type { Gate } from './gate.ts'

const policy = `
fact plan : text
fact tenant.size : number
block plan == "none"`

function gateWithWarnings(text = policy): { readonly gate: Gate; readonly warnings: GateEvents['warning'][] } {
  const gate = gateOfText(text, { logger: false })
  const warnings: GateEvents['warning'][] = []
  gate.on('warning', (warning) => warnings.push(warning))
  return { gate, warnings }
}

describe('facts that the policy does not declare', () => {
  it('cause one warning per name, with the declared name that was probably intended', () => {
    const { gate, warnings } = gateWithWarnings()
    for (let i = 0; i < 3; i++) gate.decide(requestOf({ facts: { paln: 'none', unrelated: 1 } }))
    expect(warnings).toEqual([
      {
        code: 'fact-undeclared',
        about: 'paln',
        message:
          'the host supplies a fact `paln` that the policy does not declare, so it has no effect: did you mean `plan`?',
      },
      {
        code: 'fact-undeclared',
        about: 'unrelated',
        message:
          'the host supplies a fact `unrelated` that the policy does not declare, so it has no effect: declare it with `fact`, or stop supplying it',
      },
    ])
  })

  it('cause a warning even if the request is refused because a required fact is missing', () => {
    const { gate, warnings } = gateWithWarnings('fact plan : text required\nblock plan == "none"')
    expect(gate.decide(requestOf({ facts: { Plan: 'x' } })).reason).toBe('fact-missing')
    expect(warnings.map(({ about }) => about)).toEqual(['Plan'])
  })

  it('are noticed when a reload removes the declaration', () => {
    const { gate, warnings } = gateWithWarnings()
    gate.decide(requestOf({ facts: { plan: 'x' } }))
    expect(warnings).toEqual([])
    gate.replace(gateOfText('block ip in 192.0.2.1', { logger: false }).plan)
    gate.decide(requestOf({ facts: { plan: 'x' } }))
    expect(warnings.map(({ about }) => about)).toEqual(['plan'])
  })

  it('do not include an object for the first part of a declared name, about which there is another warning', () => {
    const { gate, warnings } = gateWithWarnings()
    gate.decide(requestOf({ facts: { tenant: { size: 3 } } }))
    expect(warnings.map(({ code }) => code)).toEqual(['fact-shape'])
  })

  it('cause at most 100 warnings, with escaped names, even if a host passes on what clients send', () => {
    const { gate, warnings } = gateWithWarnings()
    for (let i = 0; i < 500; i++) gate.decide(requestOf({ facts: { [`x\u001b[2J\n${i}`]: 1 } }))
    expect(warnings).toHaveLength(100)
    for (const { message } of warnings) expect(message).not.toMatch(/\p{C}/u)
  })
})
