import type { Command } from 'commander'
import type { CommandHost } from '../command-host.ts'
import type { ExportRobotsFlags } from './export-robots.ts'

const examples = `
Examples:
  tidegate export robots site.policy                  the robots.txt that tells polite bots what will be refused
  tidegate export robots site.policy -o robots.txt
  tidegate export robots site.policy --comments       with what it cannot say, for your eyes: robots.txt is public

It says less rather than more: what depends on an address, a user or a header is not said, and is listed on standard error.
Add your own Sitemap lines.
Exit codes: 0 good, 2 could not run.`

/** Registers `tidegate export robots`. */
export function addExportRobots(parent: Command, { io, act }: CommandHost): void {
  parent
    .command('robots')
    .description('write the robots.txt that tells polite bots what the policy refuses them')
    .argument('<file>', 'policy file')
    .option('-o, --output <file>', 'write to a file')
    .option('--comments', 'list what cannot be said in comments too')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples)
    .action((file: string, flags: ExportRobotsFlags) =>
      act(async () => (await import('./export-robots.ts')).exportRobotsFile(file, flags, io)),
    )
}
