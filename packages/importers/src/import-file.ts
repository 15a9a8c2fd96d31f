import { importAnubis } from './anubis/import-anubis.ts'
import { importApache } from './apache/import-apache.ts'
import { importCidrList } from './cidr-list.ts'
import { importCaddy } from './caddy/import-caddy.ts'
import { importCloudflare } from './cloudflare/import-cloudflare.ts'
import type { ImportedPolicy } from './draft/finish-draft.ts'
import { importFail2ban } from './fail2ban/import-fail2ban.ts'
import { importHaproxy } from './haproxy/import-haproxy.ts'
import type { ImportOptions } from './import-options.ts'
import type { ReadIncluded } from './included-files.ts'
import { importNginx } from './nginx/import-nginx.ts'

/** Kinds of configuration files that can be imported. */
export type ConfigKind = 'nginx' | 'apache' | 'haproxy' | 'caddy' | 'fail2ban' | 'cloudflare' | 'anubis' | 'cidr-list'

const importers: Readonly<
  Record<
    ConfigKind,
    (text: string, file: string, included: ReadIncluded | undefined, options: ImportOptions) => ImportedPolicy
  >
> = {
  nginx: importNginx,
  apache: importApache,
  haproxy: importHaproxy,
  caddy: importCaddy,
  fail2ban: importFail2ban,
  cloudflare: importCloudflare,
  anubis: importAnubis,
  'cidr-list': (text, file) => importCidrList(text, file),
}

/**
 * Converts a file of some kind to policy text that passes `check`. Includes are followed with `included`; without it, each one becomes a
 * note. Throws `TooMuchText` for a file that exceeds the limits of the language, what `included` throws, and nothing else.
 */
export function importFile(
  kind: ConfigKind,
  text: string,
  file: string,
  included?: ReadIncluded,
  options: ImportOptions = {},
): ImportedPolicy {
  return importers[kind](text, file, included, options)
}
