import { parseSync } from 'rolldown/utils'

/** An export, as declared. */
export interface Exported {
  readonly name: string
  /** The text of its documentation comment, without comment signs; empty if there is none. */
  readonly documentation: string
  /** Its declarations; several for an overloaded function. A name that another package exports has a sentence instead. */
  readonly declarations: readonly string[]
  /** The package that declares it, if it is another one. */
  readonly from?: string
}

/** What is read of a statement. */
interface Statement {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly id?: { readonly name: string } | null
  readonly declaration?: Statement | null
  readonly declarations?: readonly { readonly id: { readonly name: string } }[]
  readonly source?: { readonly value: string } | null
  readonly specifiers?: readonly {
    readonly local: { readonly name: string }
    readonly exported?: { readonly name: string }
  }[]
}

interface Declared {
  readonly documentation: string
  readonly text: string
}

/**
 * Returns what declarations in one text export, by name. Throws for a statement of a kind that does not occur in bundled declarations. Linear in the
 * text.
 */
export function readExports(declarations: string): readonly Exported[] {
  const { program, comments } = parseSync('entry.d.ts', declarations)
  const documents = new Map(
    comments
      .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
      .map(({ end, value }) => [end, value]),
  )
  const declared = new Map<string, Declared[]>()
  const imported = new Map<string, string>()
  const exported: { readonly name: string; readonly local: string }[] = []
  const found: Exported[] = []

  for (const statement of program.body as unknown as readonly Statement[]) {
    if (statement.type === 'ImportDeclaration') {
      for (const { local } of statement.specifiers ?? []) imported.set(local.name, statement.source?.value ?? '')
      continue
    }
    if (statement.type === 'ExportNamedDeclaration' && !statement.declaration) {
      for (const { local, exported: as } of statement.specifiers ?? []) {
        const name = as?.name ?? local.name
        if (statement.source) found.push({ name, documentation: '', declarations: [], from: statement.source.value })
        else exported.push({ name, local: local.name })
      }
      continue
    }
    const inner = statement.declaration ?? statement
    const names = inner.declarations?.map(({ id }) => id.name) ?? (inner.id ? [inner.id.name] : undefined)
    if (names === undefined) throw new Error(`unexpected in declarations: ${statement.type}`)
    const documentation = withoutSigns(documents.get(commentEnd(declarations, statement.start)) ?? '')
    const text = declarations.slice(inner.start, inner.end).replace(/^(?:export )?(?:declare )?/, '')
    for (const name of names) {
      declared.set(name, [...(declared.get(name) ?? []), { documentation, text }])
      if (statement.type === 'ExportNamedDeclaration') exported.push({ name, local: name })
    }
  }
  for (const { name, local } of exported) {
    if (found.some((each) => each.name === name)) continue
    const all = (declared.get(local) ?? []).flatMap((each) => membersOf(each, declared))
    const from = imported.get(local)
    found.push({
      name,
      documentation: all.find(({ documentation }) => documentation !== '')?.documentation ?? '',
      declarations: all.map(({ text }) => text).filter((text) => text !== ''),
      ...(all.length === 0 && from !== undefined && { from }),
    })
  }
  return found.toSorted((one, other) => compare(one.name, other.name))
}

/** A declaration; for a namespace, which is a list of names, the declarations that it lists. */
function membersOf(one: Declared, declared: ReadonlyMap<string, readonly Declared[]>): readonly Declared[] {
  const [, names] = /^namespace \w+ \{\s*export \{([^}]*)\}/.exec(one.text) ?? []
  if (names === undefined) return [one]
  const members = names.split(',').flatMap((name) => declared.get(name.trim()) ?? [])
  return [{ documentation: 'A namespace with the declarations below.', text: '' }, ...members]
}

/** Where a comment before a statement ends: at the last character that is not white space. */
function commentEnd(text: string, start: number): number {
  let end = start
  while (/\s/.test(text[end - 1] ?? '')) end -= 1
  return end
}

function withoutSigns(comment: string): string {
  return comment
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
}

function compare(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  if (a === b) return one < other ? -1 : 1
  return a < b ? -1 : 1
}
