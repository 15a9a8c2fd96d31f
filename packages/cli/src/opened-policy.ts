import type { Source } from '@tidegate/dsl'
import type { Plan, Plugin } from '@tidegate/engine'
import { loadPolicy } from '@tidegate/engine/node'
import { CannotRun, type Io } from './io.ts'
import { withPluginHelp } from './policies/plugin-help.ts'
import { readable } from './readable.ts'
import { renderFinding } from './report/render-finding.ts'

/** The plan of a policy without errors. Otherwise its errors go to standard error and `CannotRun` is thrown. */
export async function openedPolicy(
  path: string,
  shown: string,
  plugins: readonly Plugin[],
  io: Io,
): Promise<{ readonly plan: Plan; readonly sources: readonly Source[] }> {
  await readable(path, shown)
  const { plan, diagnostics, sources } = await loadPolicy(path, { plugins })
  if (plan !== undefined) return { plan, sources }
  for (const diagnostic of diagnostics.filter(({ severity }) => severity === 'error')) {
    io.err(`${renderFinding(withPluginHelp(diagnostic), sources, { color: false })}\n`)
  }
  throw new CannotRun(`\`${shown}\` has errors`, 'mend them first; `tidegate check` shows all findings')
}
