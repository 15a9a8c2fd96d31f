import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../testing/run-command.ts'
import { sarifStructure } from '../testing/sarif-structure.ts'

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

describe('SARIF', () => {
  const validate = new Ajv2020({ strict: false }).compile(sarifStructure)

  it.each([
    ['a good policy', 'block ip in 192.0.2.1'],
    ['fixes and related places', 'list a = 192.0.2.1/24\nlist a = 192.0.2.1\nallow ip in b\nblock ip in a'],
    ['an error at the end of the file', 'block ip in'],
  ])('has the structure of 2.1.0 for %s', async (_, text) => {
    const log = await sarifOf(text)
    validate(log)
    expect(validate.errors ?? []).toEqual([])
  })

  it('names each rule once and points to it', async () => {
    const { runs } = await sarifOf('block ip in a\nblock ip in b\nallow ip in c')
    const { tool, results } = runs[0]!
    expect(results.length).toBeGreaterThan(2)
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId)
  })
})
