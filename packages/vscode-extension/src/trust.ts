import { commands, window, workspace } from 'vscode'

/** Returns whether the workspace is trusted; otherwise says what that is needed for. */
export async function requireTrust(what: string): Promise<boolean> {
  if (workspace.isTrusted) return true
  const manage = 'Manage workspace trust'
  const chosen = await window.showWarningMessage(
    `${what} only in a trusted workspace, because this can run its code.`,
    manage,
  )
  if (chosen === manage) await commands.executeCommand('workbench.trust.manage')
  return false
}
