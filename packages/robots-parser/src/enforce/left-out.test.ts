import { describe, expect, test } from 'vitest'
import { toPolicy } from '../to-policy.ts'

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')
const policyOf = (robots: string) => toPolicy(robots, { enforceRules: true, rules: false })
const warnings = ({ notes }: ReturnType<typeof policyOf>): readonly string[] =>
  notes.filter(({ severity }) => severity === 'warning').map(({ message }) => message)
const openPatterns = (text: string): number => text.match(/(?<=[ ,])\/\*[^ ,]+/g)?.length ?? 0
const blocks = (text: string): number => text.match(/^ {4}block /gm)?.length ?? 0

describe('what does not fit', () => {
  test('wildcards are counted as the language counts them: each place, and both spellings of `/*/x/`', () => {
    const policy = policyOf(`User-agent: *\n${lines(130, (index) => `Disallow: /*/a${index}/`)}`)
    expect(openPatterns(policy.text)).toBe(256)
    expect(warnings(policy)).toEqual([
      'not everything is enforced for `*`: lines 130-131 (2 lines) left out, because a robots.txt becomes at most 256 different patterns with a wildcard in the middle, 256 of them with a wildcard at their beginning',
    ])
  })

  test('a pattern of many rules is written once', () => {
    const policy = policyOf(
      `User-agent: *\nAllow: /*/blog/$\nAllow: /*/news/$\n${lines(400, (index) => `Disallow: /${String(index).padStart(3, '0')}-x/`)}`,
    )
    expect(openPatterns(policy.text)).toBe(2)
    expect(blocks(policy.text)).toBe(400)
    expect(warnings(policy)).toEqual([])
  })

  test('lines that need no rule do not hide that others are left out', () => {
    const policy = policyOf(
      `User-agent: *\nDisallow: //x\nDisallow: //y\n${lines(1010, (index) => `Disallow: /d${index}/`)}`,
    )
    expect(blocks(policy.text)).toBe(1000)
    expect(warnings(policy)).toEqual([
      'not everything is enforced for `*`: lines 1004-1013 (10 lines) left out, because a robots.txt becomes at most 1000 rules',
    ])
  })

  test('groups with the same rules count once, and the group of `*` comes first, wherever it is', () => {
    const rules = lines(36, (index) => `Disallow: /p${index}/`)
    const groups = lines(36, (index) => `User-agent: bot${index}x\n${rules}\n`)
    const policy = policyOf(`${groups}\nUser-agent: *\nDisallow: /\n`)
    expect(blocks(policy.text)).toBe(37)
    expect(warnings(policy)).toEqual([])
    expect(policy.text).toContain('block anyone')
  })

  test('`Disallow: /` of any group comes before longer paths', () => {
    const many = lines(1200, (index) => `Disallow: /p${index}/`)
    const policy = policyOf(`User-agent: first1\n${many}\n\nUser-agent: second2\nDisallow: /\n`)
    expect(policy.text).toMatch(/where bot in group_1203 \{\n {4}block anyone/)
    expect(warnings(policy)).toEqual([
      'not everything is enforced for `first1`: lines 1001-1201 (201 lines) left out, because a robots.txt becomes at most 1000 rules',
    ])
  })

  test('the lines of every group are named, and after a hundred groups those of the others together', () => {
    const policy = policyOf(lines(1500, (index) => `User-agent: bot${index}x\nDisallow: /${index}`))
    expect(warnings(policy)).toHaveLength(101)
    expect(warnings(policy)[0]).toBe(
      'not everything is enforced for `bot1000x`: line 2002 left out, because a robots.txt becomes at most 1000 rules',
    )
    expect(warnings(policy).at(-1)).toMatch(/^not everything is enforced for 400 more groups: lines 2202, 2204, /)
  })

  test('sets of names of all lengths are nested less deeply than the language allows', () => {
    const names = lines(1200, (index) => `User-agent: ${'x'.repeat(index % 120)}q${index}\nDisallow: /${index}`)
    const { text } = policyOf(names)
    const parents = new Map(
      [...text.matchAll(/^bots (over_\d+) =(?:[^\n]*\n {2}#[^\n]*\n)? *set (over_\d+)/gm)].map(
        ([, set = '', inner = '']) => [set, inner],
      ),
    )
    const depth = (set: string | undefined): number => (set === undefined ? 0 : 1 + depth(parents.get(set)))
    const depths = [...parents.keys()].map(depth)
    expect(depths.length).toBeGreaterThan(80)
    expect(Math.max(...depths)).toBeLessThan(30)
  })

  test('lists that are too long name the lines that are left out', () => {
    const policy = toPolicy(lines(1100, (index) => `# restrict-ip: bad_bot = evil${index}x`))
    expect(policy.lists.bad).toHaveLength(1000)
    expect(policy.notes.map(({ message }) => message)).toEqual([
      'a list of bots can have at most 1000 entries; 100 were skipped, of lines 1001-1100 (100 lines)',
    ])
  })

  test('without room nothing is converted, and a note gives the reason', () => {
    const room = {
      sourceLength: 1_000_000,
      rules: 0,
      tests: 0,
      addresses: 0,
      tokens: 0,
      windows: 0,
      openPathPatterns: 0,
    }
    const lengths = { tokenMinLength: 2, tokenMaxLength: 128, count: 100, periodDays: 1 }
    const policy = toPolicy('User-agent: *\nDisallow: /', { enforceRules: true, room: { ...room, ...lengths } })
    expect(policy.text).toBe('# The policy has no room for the rules of robots.txt.\n')
    expect(policy.notes).toMatchObject([{ code: 'too-many', severity: 'warning' }])
    expect(policy.lists).toEqual({ blocked: [], allowed: [], bad: [] })
  })
})
