import { type DecisionOptions, decisionOptions, type Fail } from '@tidegate/node'
import { CliError } from '../io.ts'
import { optionFlags } from './option-flags.ts'

/** Returns the option that a flag gives; names of folders are relative to `cwd`. Throws `CliError` for an invalid value. */
export function optionOfFlag(name: keyof DecisionOptions, text: string, cwd: string): unknown {
  const each = optionFlags[name]
  if (each === undefined) throw new TypeError(`\`${name}\` has no flag`)
  const fail: Fail = (expected) => {
    throw new CliError(`invalid \`${each.flag.split(' ')[0]!} ${text}\``, `expected ${expected}`)
  }
  return decisionOptions[name].read(each.value(text), fail, cwd)
}
