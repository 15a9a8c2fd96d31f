import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { ReadIncluded } from '../included-files.ts'
import { type CaddyLine, parseCaddyfile } from './parse-caddyfile.ts'

const maxDepth = 12
const maxLines = 50_000

/** Returns the lines with every `import` replaced by its snippet or files; those that cannot be read are noted. */
export function expandImports(
  lines: readonly CaddyLine[],
  draft: PolicyDraft,
  included: ReadIncluded | undefined,
): readonly CaddyLine[] {
  const snippets = new Map<string, readonly CaddyLine[]>()
  let count = 0

  function expand(some: readonly CaddyLine[], depth: number): readonly CaddyLine[] {
    return some.flatMap((line) => {
      count += 1
      if (count > maxLines) return []
      const snippet = /^\((.+)\)$/.exec(line.name)?.[1]
      if (snippet !== undefined && line.block !== undefined) {
        snippets.set(snippet, line.block)
        return []
      }
      if (line.name === 'import')
        return depth < maxDepth ? imported(line, depth) : [lost(line, 'imports are nested too deeply')].flat()
      return [line.block === undefined ? line : { ...line, block: expand(line.block, depth) }]
    })
  }

  function imported(line: CaddyLine, depth: number): readonly CaddyLine[] {
    const [name = '', ...args] = line.args
    const snippet = snippets.get(name)
    if (snippet !== undefined) return expand(withArguments(snippet, args), depth + 1)
    const files = included?.(name) ?? []
    if (files.length === 0) return lost(line, 'no snippet has this name, and the file could not be read')
    return files.flatMap(({ path, text }) => {
      const { lines: read, faults } = parseCaddyfile(text, path)
      for (const fault of faults) draft.note(fault.line, fault.message, path)
      return expand(withArguments(read, args), depth + 1)
    })
  }

  function lost({ args, line, file }: CaddyLine, why: string): readonly CaddyLine[] {
    draft.note(line, `import ${args.join(' ')} is not imported: ${why}`, file)
    return []
  }

  const all = expand(lines, 0)
  if (count > maxLines) draft.note(1, `only the first ${maxLines} lines are imported`)
  return all
}

/** Replaces `{args[0]}`, `{args.0}` and `{args[:]}`. */
function withArguments(lines: readonly CaddyLine[], args: readonly string[]): readonly CaddyLine[] {
  const replaced = (text: string): string =>
    text.replaceAll(
      /\{args\[(\d+)\]\}|\{args\.(\d+)\}/g,
      (whole, one?: string, other?: string) => args[Number(one ?? other)] ?? whole,
    )
  const word = (text: string): readonly string[] => (text === '{args[:]}' ? args : [replaced(text)])
  return lines.map((line) => ({
    ...line,
    name: replaced(line.name),
    args: line.args.flatMap(word),
    ...(line.block !== undefined && { block: withArguments(line.block, args) }),
  }))
}
