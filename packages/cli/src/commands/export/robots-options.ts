import type { Command } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, policyOptions } from '../../config/option-flags.ts'
import type { ExportRobotsFlags } from './robots.ts'

const examples = `
Examples:
  tidegate export robots site.policy                  a robots.txt with what the policy refuses
  tidegate export robots site.policy -o robots.txt
  tidegate export robots site.policy --comments       with comments on omitted rules; note that robots.txt is public

Rules that robots.txt cannot express, such as those that depend on an address, a user or a header, are omitted and listed on standard
error.
Add your own Sitemap lines.
Exit codes: 0 good, 2 could not run.`

/** Registers `tidegate export robots`. */
export function addExportRobots(parent: Command, { io, act }: CommandHost): void {
  const command = parent
    .command('robots')
    .description('write a robots.txt with what the policy refuses, for well-behaved bots')
    .argument('<file>', 'policy file')
    .option('-o, --output <file>', 'write to a file')
    .option('--comments', 'also list omitted rules in comments')
    .option('--json', 'print one JSON document')
  addOptionFlags(command, policyOptions)
    .addHelpText('after', examples)
    .action((file: string, flags: ExportRobotsFlags) =>
      act(async () => (await import('./robots.ts')).exportRobotsFile(file, flags, io)),
    )
}
