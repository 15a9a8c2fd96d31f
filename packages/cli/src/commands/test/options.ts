import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, optionNames } from '../../config/option-flags.ts'
import type { TestFlags } from './command.ts'

const examples = `
Examples:
  tidegate test                                 every *.test.yaml below this folder, or those of tidegate.yaml
  tidegate test site.test.yaml --coverage       which rules and conditions were not covered
  tidegate test policies --threshold 90         coverage must reach 90 %
  tidegate test --filter "peak hours"
  tidegate test --watch
  tidegate test --junit reports/tidegate.xml

A test file:
  # yaml-language-server: $schema=node_modules/@tidegate/cli/schemas/test.schema.json
  policy: site.policy
  tests:
    - name: search bots are slowed down in peak hours
      at: 2026-11-18T10:00Z
      request: { ip: 66.249.66.1, agent: Googlebot/2.1 }
      steps:
        - { repeat: 5, within: 8 s, expect: pass }
        - { after: 2 s, expect: { outcome: limit, rule: search-peak, retry-after: 50 } }
        - { at: "10:01:00", expect: pass }
    - name: two exports at a time
      request: { ip: 192.0.2.1, path: /export/all }
      steps:
        - { repeat: 2, lasts: 30 s, expect: pass }
        - { after: 29 s, expect: { outcome: limit, retry-after: 1 } }
        - { after: 1 s, expect: pass }
    - name: the admin pages are closed
      request: { ip: 192.0.2.1, path: /admin }
      expect: 403

The clock advances only as the steps of a test say. Each test has its own counters and begins at 2026-01-07T12:00Z, unless it
gives another time. Exit codes: 0 all passed, 1 a test failed or coverage is below the threshold, 2 could not run.`

/** Registers `tidegate test`. */
export function addTest({ program, io, act }: CommandHost): void {
  const command = program
    .command('test')
    .description('run tests of policies, on a virtual clock')
    .argument('[file...]', 'test files, or folders that contain them')
    .option('--filter <text>', 'only tests whose file or name contains this text')
    .option('--coverage', 'show which rules and conditions the tests do not cover')
    .option('--threshold <percent>', 'fail when coverage is below this; implies --coverage')
    .option('--junit <file>', 'also write results as JUnit XML; creates the folder if necessary')
    .option('--watch', 'run again when a test or policy changes')
    .option('--json', 'print one JSON document')
  addOptionFlags(
    command,
    optionNames.filter((name) => name !== 'mode'),
  )
    .addHelpText('after', examples)
    .action((files: readonly string[], flags: TestFlags) =>
      act(async () => (await import('./command.ts')).test(files, flags, io)),
    )
}
