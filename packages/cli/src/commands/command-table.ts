import type { CommandHost } from '../command-host.ts'

/** A command and the function that registers its flags, which is loaded only when the command is used or all are listed. */
export interface CommandEntry {
  readonly name: string
  readonly load: () => Promise<(host: CommandHost) => void>
}

/** All commands, in the order in which help lists them. */
export const commandTable: readonly CommandEntry[] = [
  { name: 'check', load: async () => (await import('./check/options.ts')).addCheck },
  { name: 'explain', load: async () => (await import('./explain/options.ts')).addExplain },
  { name: 'fmt', load: async () => (await import('./fmt/options.ts')).addFmt },
  { name: 'diff', load: async () => (await import('./diff/options.ts')).addDiff },
  { name: 'replay', load: async () => (await import('./replay/options.ts')).addReplay },
  { name: 'test', load: async () => (await import('./test/options.ts')).addTest },
  { name: 'review', load: async () => (await import('./review/options.ts')).addReview },
  { name: 'plan', load: async () => (await import('./plan/options.ts')).addPlan },
  { name: 'serve', load: async () => (await import('./serve/options.ts')).addServe },
  { name: 'why', load: async () => (await import('./why/options.ts')).addWhy },
  { name: 'counters', load: async () => (await import('./counters/options.ts')).addCounters },
  { name: 'tighten', load: async () => (await import('./tighten/options.ts')).addTighten },
  { name: 'compile', load: async () => (await import('./compile/options.ts')).addCompile },
  { name: 'init', load: async () => (await import('./init/options.ts')).addInit },
  { name: 'import', load: async () => (await import('./import/options.ts')).addImport },
  { name: 'export', load: async () => (await import('./export/options.ts')).addExport },
  { name: 'suggest', load: async () => (await import('./suggest/options.ts')).addSuggest },
  { name: 'doctor', load: async () => (await import('./doctor/options.ts')).addDoctor },
  { name: 'fetch', load: async () => (await import('./fetch/options.ts')).addFetch },
  { name: 'lsp', load: async () => (await import('./lsp/options.ts')).addLsp },
  { name: 'completion', load: async () => (await import('./completion/options.ts')).addCompletion },
]

/** Names of all commands. */
export const commandNames: readonly string[] = commandTable.map(({ name }) => name)

/** Whether a command needs the language and its model: all do, except the one that writes scripts for shells. */
export function needsLanguage(args: readonly string[]): boolean {
  return nameIn(args) !== 'completion'
}

/** Returns the commands to register: the one that `args` name, or all of them if `args` name none or name `completion`. */
export function commandsFor(args: readonly string[]): readonly CommandEntry[] {
  const name = nameIn(args)
  const named = commandTable.filter((entry) => entry.name === name)
  return named.length > 0 && name !== 'completion' ? named : commandTable
}

function nameIn(args: readonly string[]): string | undefined {
  return args.find((arg) => !arg.startsWith('-'))
}
