import { describe, expect, it } from 'vitest'
import { formatText } from '../../format/format.ts'
import { readPolicyFiles } from '../../testing/files-host.ts'
import { checkPolicy } from '../check-policy.ts'
import { acceptCosts } from './accept-findings.ts'
import { readAcceptance } from './read-acceptance.ts'

const office = 'list office = 203.0.113.0/24\n'
const rule = 'allow only ip in office when path in /a/**'

interface Found {
  readonly found: readonly string[]
  readonly accepted: readonly string[]
}

function check(text: string): Found {
  const { root, host } = readPolicyFiles(text)
  const { diagnostics, accepted } = checkPolicy(root, host)
  return {
    found: diagnostics.map(({ code }) => code),
    accepted: accepted.map(({ diagnostic, reason }) => `${diagnostic.code} ${reason}`),
  }
}

describe('acceptances', () => {
  it.each([
    ['above the statement', `${office}# accept TG406: later\n${rule}`],
    ['with other comments', `${office}# why\n# accept TG406: later\n# and more\n${rule}`],
    ['in a block', `${office}where host == "a.example" {\n  # accept TG406: later\n  ${rule}\n}`],
    ['with Windows line ends', `${office}# accept TG406: later\r\n${rule}`],
    ['of several codes', `${office}# accept TG406 ,TG406: later\n${rule}`.replace(' ,TG406', '')],
    ['in an included file', `include "b.policy"\n>>> b.policy\n${office}# accept TG406: later\n${rule}`],
    [
      'above a statement on several lines',
      `${office}# accept TG406: later\nallow only\n  ip in office\n  when path in /a/**`,
    ],
  ])('accept a finding %s', (_, text) => {
    expect(check(text)).toEqual({ found: [], accepted: ['TG406 later'] })
  })

  it('accept nothing outside of the statement', () => {
    const text = `${office}# accept TG406: later\n${rule}\nallow only ip in office when path in /b/**`
    expect(check(text)).toEqual({ found: ['TG406'], accepted: ['TG406 later'] })
    const block = `${office}# accept TG406: later\nwhere host == "a.example" {\n  ${rule}\n}`
    expect(check(block)).toEqual({ found: ['TG462', 'TG406'], accepted: [] })
  })

  it('accept a finding in a list or an imported file where it is read', () => {
    const list =
      '# accept TG412: later\nlist empty = file "empty.txt"\nblock ip in 192.0.2.1, empty\n>>> empty.txt\n# nothing\n'
    expect(check(list)).toEqual({ found: [], accepted: ['TG412 later'] })
    const robots = '# accept TG402: known\nimport robots "robots.txt"\n>>> robots.txt\nnote hello\n'
    expect(check(robots)).toEqual({ found: [], accepted: ['TG402 known'] })
  })

  it('are not judged in a policy with errors, and never accept errors', () => {
    expect(check(`# accept TG406: later\nblock ip in nowhere`)).toEqual({ found: ['TG201'], accepted: [] })
    expect(check(`# accept TG201: later\nblock ip in nowhere`)).toEqual({ found: ['TG463', 'TG201'], accepted: [] })
  })

  it.each(['TODO say why', 'TODO', 'FIXME: reason', 'TBD…'])('need a reason, which `%s` is not', (reason) => {
    expect(check(`${office}# accept TG406: ${reason}\n${rule}`)).toEqual({ found: ['TG463', 'TG406'], accepted: [] })
  })

  it('may say what is to be done', () => {
    const text = `${office}# accept TG406: TODO remove when the office has IPv6\n${rule}`
    expect(check(text)).toEqual({ found: [], accepted: ['TG406 TODO remove when the office has IPv6'] })
  })

  it('accept one finding only once', () => {
    const text = `${office}# accept TG406: one\n# accept TG406: two\n${rule}`
    expect(check(text)).toEqual({ found: ['TG462'], accepted: ['TG406 two'] })
  })

  it('are kept where they are by the formatter', () => {
    const text = `${office}where host == "a.example"{\n# accept TG406:   later\n   ${rule}   }\n# accept TG406: too\n${rule}`
    const { text: formatted } = formatText({ file: 'site.policy', text }) as { text: string }
    expect(check(formatted)).toEqual(check(text))
    expect(check(formatted).accepted).toHaveLength(2)
  })

  it('of costs are judged when the policy is compiled', () => {
    const { root, host } = readPolicyFiles(`# accept TG434, TG435: large\n${office}block ip in office`)
    const { diagnostics, acceptances } = checkPolicy(root, host)
    expect(diagnostics).toEqual([])
    const place = { file: 'site.policy', line: 1, column: 1, endLine: 1, endColumn: 1 }
    const span = { file: 'site.policy', start: 0, end: 0 }
    const cost = { code: 'TG434', severity: 'warning', message: 'expensive', span, place } as const
    const costs = acceptCosts(acceptances, [cost])
    expect(costs.accepted).toMatchObject([{ diagnostic: cost, reason: 'large' }])
    expect(costs.diagnostics).toMatchObject([{ code: 'TG462', place: { line: 1, column: 17 } }])
  })
})

describe('readAcceptance', () => {
  it.each([
    '# accept everything',
    '# accepts requests of TG, not others',
    '# the finding TG406 is known',
    '# see TG406: it is about IPv6',
    '# allow only',
    '#',
  ])('takes %s for a comment', (text) => {
    expect(readAcceptance(text)).toBeUndefined()
  })

  it.each([
    ['# accept tg406: a', '# accept TG406: a'],
    ['#accept TG406 a b', '# accept TG406: a b'],
    ['# accept: TG406, TG415 — a', '# accept TG406, TG415: a'],
    ['# Accept TG-406 and TG415: a', '# accept TG406, TG415: a'],
    ['# ignore TG406: a', '# accept TG406: a'],
    ['# accept 406: a', '# accept TG406: a'],
    ['## accept TG406: a', '# accept TG406: a'],
    ['# noqa: TG406 (a)', '# accept TG406: (a)'],
  ])('corrects %s', (text, instead) => {
    expect(readAcceptance(text)).toMatchObject({ kind: 'malformed', instead })
    expect(readAcceptance(instead)).toMatchObject({ kind: 'acceptance' })
  })

  it.each(['# accept TG406', '# accept TG406:', '# accept TG406: …', '# ignore TG406'])(
    'asks for a reason in %s',
    (text) => {
      expect(readAcceptance(text)).toMatchObject({ kind: 'malformed', message: 'an acceptance needs a reason' })
    },
  )

  it('takes linear time', () => {
    expect(readAcceptance(`# accept ${'TG406, '.repeat(20_000)}`)).toMatchObject({ kind: 'malformed' })
    expect(readAcceptance(`# accept ${' '.repeat(100_000)}TG`)).toBeUndefined()
    expect(readAcceptance(`# accept TG406${' '.repeat(100_000)}`)).toMatchObject({ kind: 'malformed' })
  })
})
