import { workspace } from 'vscode'

/** The settings of the extension. */
export interface Settings {
  /** Path of another `tidegate`; empty for the one in the extension. */
  readonly path: string
  /** Whether the server loads the plugins that `tidegate.yaml` names. */
  readonly plugins: boolean
  /** The access log for replays; empty if the user chooses one each time. */
  readonly accessLog: string
}

/** Reads the settings. In a workspace that is not trusted, VS Code itself leaves out what the workspace sets of `path` and `plugins`. */
export function readSettings(): Settings {
  const values = workspace.getConfiguration('tidegate')
  return {
    path: values.get('path', '').trim(),
    plugins: values.get('plugins', false) && workspace.isTrusted,
    accessLog: values.get('accessLog', '').trim(),
  }
}

/** The settings that the server receives when it starts. */
export const settingsOfServer: readonly string[] = ['tidegate.path', 'tidegate.plugins', 'tidegate.accessLog']
