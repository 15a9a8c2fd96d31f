import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, optionNames } from '../../config/option-flags.ts'
import type { PlanFlags } from './command.ts'

const examples = `
Examples:
  tidegate plan site.policy
  tidegate plan site.policy --json

Without FILE: the policy that tidegate.yaml names.
Exit codes: 0 good, 2 could not run (also for a policy with errors).`

/** Registers `tidegate plan`. */
export function addPlan({ program, io, act }: CommandHost): void {
  const command = program
    .command('plan')
    .description('describe in words what the engine will do, phase by phase, and the maximum cost')
    .argument('[file]', 'policy file')
    .option('--json', 'print one JSON document')
  addOptionFlags(command, optionNames)
    .addHelpText('after', examples)
    .action((file: string | undefined, flags: PlanFlags) =>
      act(async () => (await import('./command.ts')).plan(file, flags, io)),
    )
}
