import { readFileSync } from 'node:fs'
import { auditColumns } from '@tidegate/node'
import { describe, expect, it } from 'vitest'

const page = readFileSync(new URL('../../../../../docs/decision-log.md', import.meta.url), 'utf8')

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

function schemaOf(name: string): Schema & { readonly $defs: Readonly<Record<string, Schema>> } {
  const url = new URL(`../../../schemas/${name}.schema.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as ReturnType<typeof schemaOf>
}

/** The rows of a table of all fields, with those of objects and lists inside. */
function rows({ properties = {} }: Schema, prefix = ''): readonly string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const own = field.description === undefined ? [] : [`| \`${prefix}${name}\` | ${field.description} |`]
    const inner =
      field.items === undefined ? rows(field, `${prefix}${name}.`) : rows(field.items, `${prefix}${name}[].`)
    return [...own, ...(name === 'rule' && prefix.includes('shadows') ? [] : inner)]
  })
}

describe('the page about logs', () => {
  it.each(['decision', 'settled', 'operator', 'policy', 'gap'])('has a table of the fields of lines: %s', (kind) => {
    expect(page).toContain(
      `| Field | Meaning |\n|---|---|\n${rows(schemaOf('decision-log').$defs[kind]!).join('\n')}\n\n`,
    )
  })

  it('has a table of the columns of the audit log, in their order', () => {
    const schema = schemaOf('audit-log')
    expect(Object.keys(schema.properties!)).toEqual(auditColumns)
    expect(page).toContain(`| Column | Meaning |\n|---|---|\n${rows(schema).join('\n')}\n\n`)
  })
})
