import { isAbsolute, join } from 'node:path'

/** A program to start, and what it needs. */
export interface ServerProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Whether a shell has to start it: on Windows, npm installs commands as `.cmd` files. */
  readonly shell: boolean
}

/** What determines which program serves the editor. */
export interface ServerChoice {
  /** The setting `tidegate.path`; empty for the program of the extension. */
  readonly path: string
  /** The first folder of the workspace, for relative paths. */
  readonly folder: string | undefined
  /** The folder of the extension. */
  readonly extension: string
  /** The program that runs the editor: Node.js, or Electron. */
  readonly execPath: string
  readonly platform: NodeJS.Platform
}

/** Returns the program that serves the editor: the `tidegate` of the settings, or the one in the extension. */
export function serverProgram({ path, folder, extension, execPath, platform }: ServerChoice): ServerProgram {
  if (path === '') {
    const main = join(extension, 'dist', 'tidegate', 'bundle', 'main.js')
    // Electron is Node.js when this variable is set. The server starts this program again for tests, and they inherit it.
    return { command: execPath, args: [main, 'lsp', '--stdio'], env: { ELECTRON_RUN_AS_NODE: '1' }, shell: false }
  }
  const isName = !/[\\/]/u.test(path)
  const command = isName || isAbsolute(path) || folder === undefined ? path : join(folder, path)
  if (/\.[cm]?js$/u.test(command)) {
    return { command: execPath, args: [command, 'lsp', '--stdio'], env: { ELECTRON_RUN_AS_NODE: '1' }, shell: false }
  }
  const shell = platform === 'win32' && !/\.exe$/iu.test(command)
  return { command: shell ? `"${command}"` : command, args: ['lsp', '--stdio'], env: {}, shell }
}
