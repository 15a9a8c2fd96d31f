import type { Plan, Plugin } from '@tidegate/engine'
import { type DecisionOptions, loadPolicy } from '@tidegate/node'
import type { Source } from '@tidegate/model'
import { fileOptions } from '../config/read-config.ts'
import type { Io } from '../io.ts'
import { refuseErrors } from './refuse-errors.ts'
import { checkReadable } from './check-readable.ts'

/** Returns the plan of a policy. If the policy has errors, prints the first ones to standard error and throws `CliError`. */
export async function openPolicy(
  path: string,
  shown: string,
  plugins: readonly Plugin[],
  options: DecisionOptions,
  io: Io,
): Promise<{ readonly plan: Plan; readonly sources: readonly Source[] }> {
  await checkReadable(path, shown, 'name the .policy file in it')
  const { plan, diagnostics, sources } = await loadPolicy(path, { ...fileOptions(options), plugins })
  if (plan !== undefined) return { plan, sources }
  return refuseErrors(diagnostics, sources, shown, io)
}
