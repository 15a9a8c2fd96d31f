import { didYouMean } from '@tidegate/values'
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node } from 'yaml'
import { parseYaml } from './parse-yaml.ts'
import { danglingAliases, tooManyAliases, yamlJson } from './yaml-aliases.ts'
import type { SpecProblem } from './yaml-problem.ts'

/**
 * A value of a YAML or JSON file that knows its position. If a value has the wrong type, the accessor reports a problem and
 * treats it as absent.
 */
export interface YamlValue {
  readonly line: number
  readonly column: number
  readonly isMap: boolean
  readonly isList: boolean
  readonly isNothing: boolean
  /** Returns the value as JSON. */
  readonly plain: () => unknown
  /** Returns the members of a map by key. A key that is not in `known` is reported, with a suggestion. */
  readonly fields: (known: readonly string[]) => ReadonlyMap<string, YamlValue>
  /** Returns the members of a map with arbitrary keys. */
  readonly entries: () => readonly (readonly [string, YamlValue])[]
  readonly items: () => readonly YamlValue[]
  readonly text: () => string | undefined
  readonly number: () => number | undefined
  readonly problem: (message: string, help?: string) => void
}

/** The value of a file, and all problems found so far; reading the value may add more. */
export interface YamlFile {
  readonly root: YamlValue | undefined
  readonly problems: readonly SpecProblem[]
}

/** Opens the text of a YAML or JSON file. Aliases are resolved up to a limit; tags are ignored. */
export function openYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter()
  const document = parseYaml(text, lines)
  const problems: SpecProblem[] = document.errors.map(({ message, linePos }) => ({
    file,
    line: linePos?.[0].line ?? 1,
    column: linePos?.[0].col ?? 1,
    message: `not valid YAML: ${message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`,
  }))
  if (problems.length > 0 || document.contents === null) return { root: undefined, problems }
  for (const { offset, message, help } of danglingAliases(document)) {
    const { line, col: column } = lines.linePos(offset)
    problems.push({ file, line, column, message, help })
  }
  if (problems.length > 0) return { root: undefined, problems }

  function wrap(given: Node | null, offset: number): YamlValue {
    const node = isAlias(given) ? (given.resolve(document) ?? null) : given
    const { line, col: column } = lines.linePos(given?.range?.[0] ?? offset)
    const problem = (message: string, help?: string): void => {
      // A value may be read twice, but its problem is reported once.
      const isKnown = problems.some(
        (other) => other.line === line && other.column === column && other.message === message,
      )
      if (!isKnown) problems.push({ file, line, column, message, ...(help !== undefined && { help }) })
    }
    const members = (): readonly { readonly key: string; readonly name: YamlValue; readonly value: YamlValue }[] => {
      if (!isMap(node)) {
        problem('expected keys with values', 'write `key: value`')
        return []
      }
      return node.items.map(({ key, value }) => {
        const keyNode = key as Node
        const at = keyNode.range?.[0] ?? offset
        const text = String(isScalar(keyNode) ? keyNode.value : keyNode)
        return { key: text, name: wrap(keyNode, at), value: wrap(value as Node | null, at) }
      })
    }
    const scalar = isScalar(node) ? node.value : undefined
    return {
      line,
      column,
      isMap: isMap(node),
      isList: isSeq(node),
      isNothing: node === null || (isScalar(node) && node.value === null),
      plain: () => {
        const json = node === null ? undefined : yamlJson(node, document)
        if (node !== null && json === undefined) problem(tooManyAliases, 'write the values themselves')
        return json
      },
      fields: (known) => {
        const found = new Map<string, YamlValue>()
        for (const { key, name, value } of members()) {
          if (known.includes(key)) found.set(key, value)
          else name.problem(`unknown key \`${key}\``, suggestion(key, known))
        }
        return found
      },
      entries: () => members().map(({ key, value }) => [key, value] as const),
      items: () => {
        if (isSeq(node)) return node.items.map((item) => wrap(item as Node | null, node.range?.[0] ?? offset))
        problem('expected a list', 'write one `- …` per line')
        return []
      },
      text: () => {
        if (typeof scalar === 'string') return scalar
        if (typeof scalar === 'number' || typeof scalar === 'boolean')
          return (node as { source?: string }).source ?? String(scalar)
        problem('expected text')
        return undefined
      },
      number: () => {
        if (typeof scalar === 'number' && Number.isFinite(scalar)) return scalar
        problem('expected a number')
        return undefined
      },
      problem,
    }
  }

  return { root: wrap(document.contents as Node, 0), problems }
}

function suggestion(key: string, known: readonly string[]): string {
  const similar = didYouMean(key, known)
  return similar === undefined ? `use one of ${known.join(', ')}` : `did you mean \`${similar}\`?`
}
