import type { OutputChunk, OutputOptions } from 'rolldown'

type CodeSplitting = NonNullable<OutputOptions['codeSplitting']>

/**
 * How to put into one file what is always loaded together, as `steps` of modules, one after another: each file costs a third of a millisecond,
 * and by themselves modules lie in as many files as there are sets of commands that share them. `chunks` is how they lie by themselves.
 */
export function filesOfSteps(
  chunks: readonly OutputChunk[],
  steps: readonly { readonly name: string; readonly modules: readonly string[] }[],
): CodeSplitting {
  const taken = new Set<string>()
  const groups = steps.map(({ name, modules }) => {
    const files = modules.flatMap((module) => chunks.find(({ facadeModuleId }) => facadeModuleId === module) ?? [])
    const own = new Set(
      [...withImports(files, chunks)].flatMap(({ moduleIds }) => moduleIds).filter((id) => !taken.has(id)),
    )
    if (files.length < modules.length || own.size === 0) throw new Error(`nothing is loaded for ${name}`)
    for (const id of own) taken.add(id)
    return { name, test: (id: string) => own.has(id) }
  })
  return { includeDependenciesRecursively: false, groups }
}

/** Files and all files that they import, themselves or through others. */
function withImports(files: readonly OutputChunk[], chunks: readonly OutputChunk[]): ReadonlySet<OutputChunk> {
  const found = new Set(files)
  for (const { imports } of found) {
    for (const file of imports) {
      const imported = chunks.find(({ fileName }) => fileName === file)
      if (imported !== undefined) found.add(imported)
    }
  }
  return found
}
