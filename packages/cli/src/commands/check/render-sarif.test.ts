import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'
import { sarifStructure } from '../../testing/sarif-structure.ts'

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly fixes?: readonly unknown[]
    }[]
  }[]
}

async function sarifOf(text: string): Promise<Log> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-sarif-'))
  try {
    writeFileSync(join(folder, 'ä b.policy'), text)
    return JSON.parse((await runCommand(['check', 'ä b.policy', '--format', 'sarif'], folder)).out) as Log
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The JSON Schema of OASIS (draft 4, as Microsoft's matchers ship it), without the two keywords that later drafts spell differently. */
const { $schema: _draft, id: _id, ...officialSchema } = sarifSchema

const policies = [
  ['a good policy', 'block ip in 192.0.2.1'],
  ['fixes and related places', 'list a = 192.0.2.1/24\nlist a = 192.0.2.1\nallow ip in b\nblock ip in a'],
  ['an accepted finding', '# accept TG406: no IPv6 yet\nallow only ip in 192.0.2.0/24'],
  ['an error at the end of the file', 'block ip in'],
] as const

describe('SARIF', () => {
  const validate = new Ajv2020({ strict: false }).compile(sarifStructure)
  const validateOfficially = new Ajv({
    strict: false,
    allErrors: true,
    // WHY: the schema's pattern of languages has a superfluous bracket, which is a literal only without the flag `u`.
    unicodeRegExp: false,
    formats: { uri: (text: string) => URL.canParse(text), 'uri-reference': true, 'date-time': true },
  }).compile(officialSchema)

  it.each(policies)('is valid by the official schema for %s', async (_, text) => {
    validateOfficially(await sarifOf(text))
    expect(validateOfficially.errors ?? []).toEqual([])
  })

  it('would not be valid with another level or without a message', () => {
    const tool = { driver: { name: 'tidegate' } }
    const log = (result: object): object => ({ version: '2.1.0', runs: [{ tool, results: [result] }] })
    expect(validateOfficially(log({ message: { text: 'a' }, level: 'error' }))).toBe(true)
    expect(validateOfficially(log({ message: { text: 'a' }, level: 'fatal' }))).toBe(false)
    expect(validateOfficially(log({ level: 'error' }))).toBe(false)
  })

  it.each(policies)('has the structure of 2.1.0 for %s', async (_, text) => {
    const log = await sarifOf(text)
    validate(log)
    expect(validate.errors ?? []).toEqual([])
  })

  it('has an accepted finding as a suppressed result', async () => {
    const { runs } = await sarifOf('# accept TG406: no IPv6 yet\nallow only ip in 192.0.2.0/24')
    expect(runs[0]!.results).toMatchObject([
      {
        ruleId: 'TG406',
        suppressions: [
          {
            kind: 'inSource',
            justification: 'no IPv6 yet',
            location: { physicalLocation: { region: { startLine: 1, startColumn: 10 } } },
          },
        ],
      },
    ])
  })

  it('says what each rule means, and where its page is', async () => {
    const { runs } = await sarifOf('# accept TG406: no IPv6 yet\nallow only ip in 192.0.2.0/24')
    const { rules } = runs[0]!.tool.driver as { readonly rules: readonly Readonly<Record<string, unknown>>[] }
    expect(rules.find(({ id }) => id === 'TG406')).toMatchObject({
      shortDescription: { text: 'allow only matches no IPv6 client' },
      help: { text: expect.stringMatching(/^The allow only rule lists only IPv4[^`]*\/TG406\.md$/) as string },
      helpUri: 'https://github.com/tidegate/tidegate/blob/main/docs/diagnostics/TG406.md',
    })
  })

  it('names each rule once and points to it', async () => {
    const { runs } = await sarifOf('block ip in a\nblock ip in b\nallow ip in c')
    const { tool, results } = runs[0]!
    expect(results.length).toBeGreaterThan(2)
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId)
  })
})
