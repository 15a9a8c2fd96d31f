import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Starts a process that tries to become owner number `owner` of a group's counters. It does not end with this one, and is not its child, because process managers
 * end the children of a worker with it.
 */
export function startOwner(group: string, root: string, owner: number): void {
  const isSource = import.meta.url.endsWith('.ts')
  const program = fileURLToPath(new URL(isSource ? './counter-owner.ts' : './counter-owner.js', import.meta.url))
  const args = [...(isSource ? ['--conditions=@tidegate/source'] : []), program, group, root, String(owner)]
  // WHY: options for this process, such as a port for a debugger, are not for that one.
  const { NODE_OPTIONS: _, NODE_CHANNEL_FD: __, NODE_UNIQUE_ID: ___, ...env } = process.env
  const options = { detached: true, stdio: 'ignore', cwd: root, env } as const
  const shell = spawn('/bin/sh', ['-c', '"$0" "$@" &', process.execPath, ...args], options)
  shell.on('error', () => {
    const direct = spawn(process.execPath, args, options)
    direct.on('error', () => undefined)
    direct.unref()
  })
  shell.unref()
}
