import { execFile } from 'node:child_process'

/** States of a service with `Type=notify` (sd_notify(3)). */
export type ServiceState = 'READY=1' | 'RELOADING=1' | 'STOPPING=1'

/**
 * Tells systemd the state of this service; does nothing if systemd does not ask for it. Resolves when that is done; failures are ignored, because the
 * service works without it.
 *
 * WHY: through the program `systemd-notify`, because Node cannot send datagrams to a Unix socket. The unit needs `NotifyAccess=all`.
 */
export function notifySystemd(state: ServiceState, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  if (env['NOTIFY_SOCKET'] === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    execFile('systemd-notify', [`--pid=${process.pid}`, state], { timeout: 2_000 }, () => resolve())
  })
}
