import type { CommandHost } from '../command-host.ts'
import type { InitFlags } from './init.ts'

const examples = `
Examples:
  tidegate init                                  asks, where there is a terminal
  tidegate init --yes                            no questions: what is usual
  tidegate init site.policy --proxy loopback --rate 200 --admin-path /admin/** --admin-from 203.0.113.0/24
  tidegate init --block drop.txt --no-scrapers

Writes the policy, a test file beside it, and a tidegate.yaml where there is none. A file that is there stays as it is, unless
--force says otherwise. Exit codes: 0 written, 2 could not run.`

/** Registers `tidegate init`. */
export function addInit({ program, io, act }: CommandHost): void {
  program
    .command('init')
    .description('write a first policy, a test of it, and a tidegate.yaml')
    .argument('[file]', 'the policy to write', 'site.policy')
    .option('--proxy <set>', 'proxies in front, such as loopback or 10.0.0.0/8; none: clients connect by themselves')
    .option('--block <file>', 'a file with addresses to block')
    .option('--admin-path <pattern>', 'paths for some addresses only, such as /admin/**')
    .option('--admin-from <set>', 'those addresses, joined by commas')
    .option('--rate <n>', 'requests per minute and address; 0: no limit')
    .option('--no-scrapers', 'let scrapers in')
    .option('--yes', 'ask nothing')
    .option('--force', 'write over files that are there')
    .option('--json', 'print one JSON document about what was written')
    .addHelpText('after', examples)
    .action((file: string, flags: InitFlags) => act(async () => (await import('./init.ts')).init(file, flags, io)))
}
