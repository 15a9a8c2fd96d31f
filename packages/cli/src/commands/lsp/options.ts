import type { CommandHost } from '../../command-host.ts'

const examples = `
Examples (an editor starts the server by itself):
  VS Code, Neovim, Helix, Emacs, Zed: see docs/editors
  vim.lsp.start({ cmd = { 'tidegate', 'lsp' } })    Neovim
  command = "tidegate", args = ["lsp"]              Helix

Initialization options of the client:
  plugins: true             load the plugins of tidegate.yaml, which runs code of the project (default: false)
  accessLog: "access.log"   the log for \`tidegate.replay\`, which shows above each rule how many requests it refused

The server reads texts from the editor, also those that are not saved, and all other files from disk. Commands: tidegate.runTest,
tidegate.explain, tidegate.replay, tidegate.showRefused; they read files as they are saved.
Exit codes: 0 the client ended the session or closed its end, 1 it sent \`exit\` without \`shutdown\`, 2 could not run.`

/** Registers `tidegate lsp`. */
export function addLsp({ program, act }: CommandHost): void {
  program
    .command('lsp')
    .description('serve an editor with the Language Server Protocol, on standard input and output')
    .option('--stdio', 'the only way to connect, and the default')
    .option('--clientProcessId <pid>', 'accepted, because some editors pass it; it has no effect')
    .addHelpText('after', examples)
    .action(() => act(async () => (await import('./command.ts')).lsp()))
}
