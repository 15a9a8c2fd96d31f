import type { CommandHost } from '../../command-host.ts'

const examples = `
Examples:
  tidegate completion bash > /etc/bash_completion.d/tidegate
  tidegate completion zsh > "\${fpath[1]}/_tidegate"
  tidegate completion fish > ~/.config/fish/completions/tidegate.fish

Exit codes: 0 good, 2 could not run.`

/** Registers `tidegate completion`. */
export function addCompletion({ program, io, act }: CommandHost): void {
  program
    .command('completion')
    .description('print a shell completion script')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', examples)
    .action((shell: string) => act(async () => (await import('./command.ts')).completion(shell, program, io)))
}
