import { limitsAtOnce, limitsOfReplies } from '@tidegate/gateway'
import type { Logger, Plugin } from '@tidegate/engine'
import { openPolicy } from '@tidegate/node'
import { exitCodes, type ExitCode, type Io } from '../../io.ts'
import { jsonText } from '../../output/json-text.ts'
import { shownUrl } from '../../stores/shown-url.ts'
import { describeSettings, renderSettings, type ServeReport } from './describe-settings.ts'
import { gatesOf, optionsOf } from './gateway-options.ts'
import type { ServeSettings } from './read-settings.ts'
import { refuseProcesses } from './refuse-processes.ts'

/** Reads everything that the gateway would read, without listening. Throws a `PolicyError` for a policy that cannot be enforced. */
export async function checkSettings(
  settings: ServeSettings,
  plugins: readonly Plugin[],
  asJson: boolean,
  io: Io,
): Promise<ExitCode> {
  const { certificate, adminTokens, ...options } = optionsOf(settings, silent)
  const { workers = 1 } = settings.serve
  if (workers > 1) refuseProcesses(options)
  await certificate?.()
  await adminTokens?.()
  const sites: ServeReport['sites'][number][] = []
  const cannotCount: string[] = []
  const cannotHold: string[] = []
  for (const { policy, hosts } of options.sites) {
    const gate = await openPolicy(policy, { ...gatesOf(settings), watch: false, plugins, logger: silent })
    const { fingerprint } = gate.plan.model
    sites.push({ policy, fingerprint, ...(hosts !== undefined && { hosts }) })
    const isSilent = options.to === undefined && (options.settle === undefined || options.requestIds !== true)
    if (isSilent) {
      cannotCount.push(...limitsOfReplies(gate.plan))
      cannotHold.push(...limitsAtOnce(gate.plan))
    }
    await gate.close()
  }
  const report = describeSettings(
    options,
    settings.found?.path,
    sites,
    { cannotCount, cannotHold },
    settings.serve.store === undefined ? undefined : shownUrl(settings.serve.store),
    settings.serve.onStoreError,
    workers,
  )
  if (asJson) io.raw(jsonText(report))
  else io.out(`${renderSettings(report, io.cwd)}the configuration is good\n`)
  return exitCodes.good
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
