import type { Command } from 'commander'

/** Flags of the commands that ask a running gateway. */
export interface AdminFlags {
  readonly admin?: string
  readonly tokenFile?: string
  readonly json?: boolean
}

/** Registers the flags. */
export function addAdminFlags(command: Command): Command {
  return command
    .option(
      '--admin <address>',
      'admin listener of the gateway: 127.0.0.1:7412 (default), unix:/run/tidegate/admin.sock',
    )
    .option('--token-file <file>', 'file with the token for it, if it needs one')
    .option('--json', 'print one JSON document')
}

/** What the help of these commands says about finding the gateway. */
export const adminHelp = `The gateway is found by --admin, else by TIDEGATE_ADMIN, else by \`serve.admin\` in tidegate.yaml, else at 127.0.0.1:7412.
A token, if it needs one, is taken from --token-file, else from TIDEGATE_ADMIN_TOKEN or TIDEGATE_ADMIN_TOKEN_FILE, else from tidegate.yaml.`
