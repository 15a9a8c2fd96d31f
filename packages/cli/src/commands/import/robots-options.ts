import { type Command, Option } from 'commander'
import type { CommandHost } from '../../command-host.ts'
import type { ImportRobotsFlags } from './robots.ts'

const examples = `
Examples:
  tidegate import robots robots.txt                          the rules of its restrict-ip directives
  tidegate import robots robots.txt --enforce rules          Allow, Disallow, delays, rates and hours too
  tidegate import robots robots.txt --enforce rules,signals  and Content-Signal by kinds of bots
  tidegate import robots robots.txt -o robots.policy

The result makes the same decisions as \`import robots "FILE"\` (with \`enforce rules\`) in a policy. Notes on what is omitted,
translated less precisely, or probably an error go to standard error.
Exit codes: 0 good, 2 could not run.`

/** Registers `tidegate import robots`. */
export function addImportRobots(parent: Command, { io, act }: CommandHost): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, ...value.split(',')]
  parent
    .command('robots')
    .description('translate a robots.txt to policy text, each rule with the line that it comes from')
    .argument('<file>', 'robots.txt, or - for standard input')
    .option('--enforce <what>', 'rules, signals, or both', collect)
    .option(
      '--confirm <token>',
      'accept a token although people’s browsers send it; may be given several times',
      collect,
    )
    .addOption(
      new Option('--delay-key <key>', 'what Crawl-delay counts: a crawler as a whole, or each of its addresses')
        .choices(['agent', 'address'])
        .default('agent'),
    )
    .option('--protected', 'never block the addresses of `list protected`, which the policy declares')
    .option('-o, --output <file>', 'write to a file')
    .option('--json', 'print one JSON document, with the notes')
    .addHelpText('after', examples)
    .action((file: string, flags: ImportRobotsFlags) =>
      act(async () => (await import('./robots.ts')).importRobots(file, flags, io)),
    )
}
