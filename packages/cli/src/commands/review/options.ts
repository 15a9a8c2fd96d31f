import type { CommandHost } from '../../command-host.ts'
import { addLogFlags } from '../../config/log-flags.ts'
import { addOptionFlags, optionNames } from '../../config/option-flags.ts'
import type { ReviewFlags } from './command.ts'

const examples = `
Examples:
  tidegate review --git origin/main                          the policies that tidegate.yaml names
  tidegate review --git origin/main site.policy --log access.log --max-refused-ok 0.01%
  tidegate review --git origin/main -o comment.md            for a comment on a pull request
  tidegate review --git "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --json

Checks the policies, runs the tests of the project with coverage, shows what the policies decide differently than at the revision, and
replays logs with both versions. The result is one table in Markdown, short enough for a comment.
Exit codes: 0 passed; 1 a policy has errors, a test fails, coverage is too low, a policy is looser (--fail-on), or too many are refused
(--max-refused-ok); 2 could not run.`

/** Registers `tidegate review`. */
export function addReview({ program, io, act }: CommandHost): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  const command = program
    .command('review')
    .description('check, test, compare and replay policies, for a comment on a pull request')
    .argument('[policy...]', 'policy files (default: those of tidegate.yaml)')
    .option('--git <revision>', 'compare with what the policies were at a branch, tag or commit')
    .option('--fail-on <what>', 'exit 1 if a policy is looser than it was, on any difference, or never', 'looser')
    .option('--log <file>', 'replay this access log; may be given several times', collect)
    .option('--max-refused-ok <share or number>', 'how many requests that were answered well may be refused')
    .option('--threshold <percent>', 'the minimum coverage by tests (default: that of tidegate.yaml)')
    .option('--strict', 'warnings and advice count as findings too')
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .option('--json', 'print one JSON document')
  addOptionFlags(
    addLogFlags(command),
    optionNames.filter((name) => name !== 'mode'),
  )
    .addHelpText('after', examples)
    .action((files: readonly string[], flags: ReviewFlags) =>
      act(async () => (await import('./command.ts')).review(files, flags, io)),
    )
}
