import { checkPolicy, noFiles } from '@tidegate/dsl'
import type { Model } from '@tidegate/model'
import { describe, expect, it } from 'vitest'
import { diffPolicies } from '../diff-policies.ts'

function modelOf(text: string): Model {
  const { model } = checkPolicy({ file: 'a.policy', text }, noFiles)
  if (model === undefined) throw new Error('the policy has errors')
  return model
}

const options = { nowMs: Date.UTC(2026, 10, 18, 10) }

describe('requests that show a difference', () => {
  it('have a user with an id, even if the user is compared with a text that may be empty', () => {
    const before = modelOf('block query("u") == "" when query("u") is present')
    const after = modelOf('block query("u") == user when query("u") is present and user is present')
    const { answer, classes } = diffPolicies(before, after, options)
    expect(answer).toBe('different')
    expect(classes.filter(({ witness }) => witness.request.user === '')).toEqual([])
  })

  it('use another parameter to vary the position of those that are tested', () => {
    const { classes } = diffPolicies(modelOf('block query("q") == "1"'), modelOf('block target in /**?q=1'), options)
    expect(classes.map(({ witness }) => witness.request.target)).toEqual(['/?q=1&x=x'])
  })

  it('escape of a cookie only what it cannot contain, because readers find two texts in an escaped value', () => {
    const shown = ['/a?=[:]', 'a b;é'].map((value) => {
      const { classes } = diffPolicies(
        modelOf('block path in /x'),
        modelOf(`block path in /x\nblock cookie("c") == "${value}"`),
        options,
      )
      return classes[0]?.witness.request.headers.at(-1)
    })
    expect(shown).toEqual(['c=/a?=[:]', 'c=a%20b%3B%C3%A9'])
  })

  it('omit what no rule needs', () => {
    const before = modelOf('block header("x-key") is present\nblock cookie("c") == "1"\nblock path in /a')
    const after = modelOf('block header("x-key") is present\nblock cookie("c") == "1"\nblock path in /a, /b')
    const [found] = diffPolicies(before, after, options).classes
    expect(found?.witness.request).toEqual({
      method: 'GET',
      target: '/b',
      headers: [],
      peer: '192.0.2.1',
      ip: '192.0.2.1',
    })
  })
})

describe('paths that programs read in several ways', () => {
  it('never serve as examples, and show no difference that their decoded form does not show', () => {
    const { classes } = diffPolicies(modelOf('block method == POST'), modelOf('block path in /a%2Fb, /a/b'), options)
    expect(classes.map(({ witness }) => witness.request.target)).toContain('/a/b')
    expect(classes.filter(({ witness }) => witness.request.target.includes('%2F'))).toEqual([])
    expect(diffPolicies(modelOf('block path in /a'), modelOf('block path in /a, /a%2Fb'), options).answer).toBe('equal')
  })
})
