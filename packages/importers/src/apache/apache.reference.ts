/** A section of the reference implementation, and which clients it admits. */
export interface ReferenceSection {
  readonly kind: 'files' | 'location'
  readonly of: string
  /** The index of its virtual host; undefined for a section outside of virtual hosts. */
  readonly host: number | undefined
  /** The addresses that are admitted, or refused if `isNot`; `all` means every address. */
  readonly only: readonly string[]
  readonly isNot: boolean
}

/** Returns the configuration as text: sections outside and inside its virtual hosts, of which the first is the default. */
export function configurationText(hosts: readonly string[], sections: readonly ReferenceSection[]): string {
  const inside = (host: number | undefined): string =>
    sections
      .filter((section) => section.host === host)
      .map(sectionText)
      .join('\n')
  const virtual = hosts.map((name, host) => `<VirtualHost *:80>\nServerName ${name}\n${inside(host)}\n</VirtualHost>`)
  return [inside(undefined), ...virtual].join('\n')
}

function sectionText({ kind, of, only, isNot }: ReferenceSection): string {
  const tag = kind === 'files' ? 'Files' : 'Location'
  const required = isNot
    ? `<RequireAll>\nRequire all granted\nRequire not ip ${only.join(' ')}\n</RequireAll>`
    : `Require ip ${only.join(' ')}`
  return `<${tag} "${of}">\n${only.includes('all') ? `Require all ${isNot ? 'denied' : 'granted'}` : required}\n</${tag}>`
}

/**
 * Whether httpd refuses a request. The last section that applies to it decides; files come before locations, and sections outside
 * of virtual hosts before those inside.
 */
export function referenceRefuses(
  hosts: readonly string[],
  sections: readonly ReferenceSection[],
  host: string,
  path: string,
  ip: string,
): boolean {
  const chosen = Math.max(0, hosts.indexOf(host))
  const deciding = (['files', 'location'] as const)
    .flatMap((kind) =>
      [undefined, chosen].flatMap((of) => sections.filter((each) => each.kind === kind && each.host === of)),
    )
    .findLast(({ kind, of }) =>
      kind === 'files' ? path.slice(path.lastIndexOf('/') + 1) === of : path === of || path.startsWith(`${of}/`),
    )
  if (deciding === undefined) return false
  const isNamed = deciding.only.includes('all') || deciding.only.includes(ip)
  return isNamed === deciding.isNot
}
