import { didYouMean } from '@tidegate/values'
import { stepKeys } from '../../request/sequence/read-step.ts'
import type { YamlValue } from '@tidegate/yaml-values'

/** A row of a table, with the fields of a step. */
export interface Row {
  readonly value: YamlValue
  readonly fields: ReadonlyMap<string, YamlValue>
  /** Values of the row as text, from which the name of the case is made. */
  readonly label: string
}

const columnKeys = [...stepKeys.filter((key) => key !== 'headers' && key !== 'facts'), 'expect']

/**
 * Reads the rows of a table. Its columns are keys of a step, `expect`, `fact NAME` and `header NAME`. A cell without a value means that
 * the field is inherited.
 */
export function readRows(rows: YamlValue, columns: YamlValue | undefined): readonly Row[] {
  if (columns === undefined) {
    rows.problem('`rows` requires `columns`', 'write `columns: [ip, path, expect]`')
    return []
  }
  const seen = new Set<string>()
  const names = columns.items().map((column) => {
    const name = column.text() ?? ''
    if (!columnKeys.includes(name) && !/^(fact|header) \S+$/.test(name)) {
      const similar = didYouMean(name, columnKeys)
      column.problem(
        `unknown column \`${name}\``,
        similar === undefined
          ? `the columns are ${columnKeys.join(', ')}, \`fact NAME\` and \`header NAME\``
          : `did you mean \`${similar}\`?`,
      )
    }
    if (seen.has(name)) column.problem(`the column \`${name}\` appears twice`)
    seen.add(name)
    return name
  })
  return rows.items().map((value) => readRow(value, names))
}

function readRow(value: YamlValue, names: readonly string[]): Row {
  const cells = value.items()
  if (cells.length !== names.length) {
    value.problem(
      `the row has ${counted(cells.length, 'cell')}, but there ${names.length === 1 ? 'is' : 'are'} ${counted(names.length, 'column')}`,
      'write `~` for a cell without a value',
    )
  }
  const fields = new Map<string, YamlValue>()
  const groups = new Map<'facts' | 'headers', (readonly [string, YamlValue])[]>()
  for (const [index, cell] of cells.entries()) {
    const name = names[index] ?? ''
    const [kind, member] = name.split(' ')
    if (cell.isNothing) continue
    if (member === undefined) fields.set(name, cell)
    else {
      const group = kind === 'fact' ? 'facts' : 'headers'
      groups.set(group, [...(groups.get(group) ?? []), [member, cell]])
    }
  }
  for (const [group, entries] of groups)
    fields.set(group, { ...value, isMap: true, isNothing: false, entries: () => entries })
  const shown = cells.filter((cell, index) => names[index] !== 'expect' && !cell.isNothing)
  return { value, fields, label: shown.map((cell) => words(cell.plain())).join(', ') }
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
