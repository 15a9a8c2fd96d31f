import type { OutputChunk, OutputOptions } from 'rolldown'

type CodeSplitting = NonNullable<OutputOptions['codeSplitting']>

/**
 * Returns the code splitting that puts modules that are always loaded together into one file for each of `steps`, in order. WHY: each file
 * costs a third of a millisecond, and by default there are as many files as sets of commands that share modules. `chunks` are the files of
 * the default splitting. Throws an `Error` if a step loads nothing.
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

/** The files and all files that they import, directly or indirectly. */
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
