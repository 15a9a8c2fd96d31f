import type { DecisionOptions } from '@tidegate/node'
import type { Command } from 'commander'

/** A flag that gives an option of the server for one run of a command. */
interface OptionFlag {
  readonly flag: string
  readonly help: string
  /** Turns the text of the flag into what a `tidegate.yaml` would contain. */
  readonly value: (text: string) => unknown
}

const asText = (text: string): unknown => text
const asNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text)
const asList = (text: string): unknown => text.split(',').map((part) => part.trim())

/** The flag of each option that changes decisions; undefined for options that only a `tidegate.yaml` can give. */
export const optionFlags: { readonly [Name in keyof DecisionOptions]-?: OptionFlag | undefined } = {
  root: {
    flag: '--root <folder>',
    help: 'the folder that contains all files of the policy (default: that of the policy)',
    value: asText,
  },
  limits: undefined,
  trustProxy: {
    flag: '--trust-proxy <peers>',
    help: 'peers that may state the client address, such as loopback or 10.0.0.0/8',
    value: asList,
  },
  encodedSlash: { flag: '--encoded-slash <how>', help: 'how the server treats %2F in paths', value: asText },
  ambiguousPaths: { flag: '--ambiguous-paths <how>', help: 'how the server treats ambiguous paths', value: asText },
  duplicateParameters: {
    flag: '--duplicate-parameters <how>',
    help: 'how the server treats parameters that appear twice',
    value: asText,
  },
  processes: { flag: '--processes <n>', help: 'the number of processes that count separately', value: asNumber },
  mode: { flag: '--mode <mode>', help: 'enforce or observe', value: asText },
}

/** Names of all options that change decisions. */
export const optionNames = Object.keys(optionFlags) as readonly (keyof DecisionOptions)[]

/** The options of commands that read a policy without deciding requests. */
export const policyOptions: readonly (keyof DecisionOptions)[] = ['root', 'limits']

/** The flags of the options, as commander returns them. */
export type OptionFlags = { readonly [Name in keyof DecisionOptions]?: string }

/** Adds the flags of options to a command. */
export function addOptionFlags(command: Command, used: readonly (keyof DecisionOptions)[]): Command {
  for (const name of used) {
    const each = optionFlags[name]
    if (each !== undefined) command.option(each.flag, each.help)
  }
  return command
}
