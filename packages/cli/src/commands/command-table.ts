import type { CommandHost } from '../command-host.ts'

/** A command by its name, and how its flags are registered: loaded only when it is asked for, or when all are listed. */
export interface CommandEntry {
  readonly name: string
  readonly load: () => Promise<(host: CommandHost) => void>
}

/** Every command, in the order in which help lists them. */
export const commandTable: readonly CommandEntry[] = [
  { name: 'check', load: async () => (await import('./check/options.ts')).addCheck },
  { name: 'explain', load: async () => (await import('./explain/options.ts')).addExplain },
  { name: 'fmt', load: async () => (await import('./fmt/options.ts')).addFmt },
  { name: 'diff', load: async () => (await import('./diff/options.ts')).addDiff },
  { name: 'replay', load: async () => (await import('./replay/options.ts')).addReplay },
  { name: 'test', load: async () => (await import('./test/options.ts')).addTest },
  { name: 'plan', load: async () => (await import('./plan/options.ts')).addPlan },
  { name: 'compile', load: async () => (await import('./compile/options.ts')).addCompile },
  { name: 'init', load: async () => (await import('./init/options.ts')).addInit },
  { name: 'import', load: async () => (await import('./import/options.ts')).addImport },
  { name: 'export', load: async () => (await import('./export/options.ts')).addExport },
  { name: 'suggest', load: async () => (await import('./suggest/options.ts')).addSuggest },
  { name: 'doctor', load: async () => (await import('./doctor/options.ts')).addDoctor },
  { name: 'fetch', load: async () => (await import('./fetch/options.ts')).addFetch },
  { name: 'completion', load: async () => (await import('./completion/options.ts')).addCompletion },
]

/** The names of all commands. */
export const commandNames: readonly string[] = commandTable.map(({ name }) => name)

/** The commands that `args` can mean: the one that is named, or all of them; completion has to know all. */
export function commandsFor(args: readonly string[]): readonly CommandEntry[] {
  const name = args.find((arg) => !arg.startsWith('-'))
  const named = commandTable.filter((entry) => entry.name === name)
  return named.length > 0 && name !== 'completion' ? named : commandTable
}
