import { basename, dirname, join, relative, sep } from 'node:path'

/**
 * Returns the place of a rule, relative to the folder of the command. Rules have file names relative to the folder of their policy, or to the
 * `root` of the server; `policy` is a name in that folder (`nameInRoot`).
 */
export function rulePlace(policy: string, { file, line }: { readonly file: string; readonly line: number }): string {
  return `${join(dirname(policy), file).split(sep).join('/')}:${line}`
}

/** Returns a name for a policy in the folder to which the file names of its rules are relative, itself relative to `cwd`. */
export function nameInRoot(policy: string, root: string | undefined, cwd: string): string {
  return root === undefined ? policy : join(relative(cwd, root), basename(policy))
}
