import { describe, expect, it } from 'vitest'
import { agentCondition, agentTestsOfRegex, readAgentRegex } from './agent-condition.ts'
import { conditionText } from './condition.ts'
import { createDraft } from './policy-draft.ts'

function textOf(source: string, ignoresCase = false): string {
  return conditionText(agentCondition(createDraft('x', 'x'), 'bad', [readAgentRegex(source, ignoresCase)]))
}

describe('the condition of a regular expression over user agents', () => {
  it('distinguishes cases unless the regular expression ignores them', () => {
    expect(textOf('oBot|Java')).toBe('agent contains "oBot" or agent contains "Java"')
    expect(textOf('oBot|Java', true)).toBe('bot in bad')
    expect(textOf('(?i:oBot)')).toBe('bot in bad')
    expect(textOf('^Mozilla/4')).toBe('agent starts with "Mozilla/4"')
  })

  it('uses tokens for more than a hundred names, and says so', () => {
    const many = Array.from({ length: 101 }, (_, index) => `Name${index}`).join('|')
    let isWidened = false
    const condition = agentCondition(createDraft('x', 'x'), 'bad', [readAgentRegex(many)], () => (isWidened = true))
    expect([conditionText(condition), isWidened]).toEqual(['bot in bad', true])
  })

  it('keeps the alternatives that have an equivalent', () => {
    expect(readAgentRegex('(ahrefsbot|bot[0-9]+x|semrush)', true)).toMatchObject({
      tokens: ['ahrefsbot', 'semrush'],
      lost: ['bot[0-9]+x'],
    })
    expect(agentTestsOfRegex('(ahrefsbot|bot[0-9]+x|semrush)')).toBeUndefined()
  })

  it('reads whole words and exceptions', () => {
    expect(readAgentRegex('\\bcode\\b', true).tokens).toEqual(['word "code"'])
    expect(textOf('^(?!.*Good).*Bot')).toBe('agent contains "Bot" and (agent is absent or not (agent contains "Good"))')
  })
})
