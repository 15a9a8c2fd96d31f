import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, policyOptions } from '../../config/option-flags.ts'
import type { CompileFlags } from './command.ts'

const examples = `
Examples:
  tidegate compile site.policy -o site.plan.json
  tidegate compile site.policy -o -              to standard output

The plan contains everything: lists, includes and imports are read now. A server loads it with readPlan of @tidegate/engine, without
a parser. Without FILE: the policy that tidegate.yaml names.
Exit codes: 0 written, 2 could not run (also for a policy with errors).`

/** Registers `tidegate compile`. */
export function addCompile({ program, io, act }: CommandHost): void {
  const command = program
    .command('compile')
    .description('compile a policy into a plan that servers load without a parser')
    .argument('[file]', 'policy file')
    .requiredOption('-o, --output <file>', 'where to write the plan; - is standard output')
    .option('--json', 'print one JSON document about what was written')
  addOptionFlags(command, policyOptions)
    .addHelpText('after', examples)
    .action((file: string | undefined, flags: CompileFlags) =>
      act(async () => (await import('./command.ts')).compile(file, flags, io)),
    )
}
