/** A section of the twin and who may come in there. */
export interface TwinSection {
  readonly kind: 'files' | 'location'
  readonly of: string
  /** Of the virtual host with this place, or of all. */
  readonly host: number | undefined
  /** Addresses that may come in, or may not; `all` stands for every one. */
  readonly only: readonly string[]
  readonly isNot: boolean
}

/** The configuration as text: sections beside and in its virtual hosts, of which the first is the default. */
export function twinText(hosts: readonly string[], sections: readonly TwinSection[]): string {
  const inside = (host: number | undefined): string =>
    sections
      .filter((section) => section.host === host)
      .map(sectionText)
      .join('\n')
  const virtual = hosts.map((name, host) => `<VirtualHost *:80>\nServerName ${name}\n${inside(host)}\n</VirtualHost>`)
  return [inside(undefined), ...virtual].join('\n')
}

function sectionText({ kind, of, only, isNot }: TwinSection): string {
  const tag = kind === 'files' ? 'Files' : 'Location'
  const required = isNot
    ? `<RequireAll>\nRequire all granted\nRequire not ip ${only.join(' ')}\n</RequireAll>`
    : `Require ip ${only.join(' ')}`
  return `<${tag} "${of}">\n${only.includes('all') ? `Require all ${isNot ? 'denied' : 'granted'}` : required}\n</${tag}>`
}

/** Whether httpd refuses a request: the last section that is about it, files before locations, those of the host behind the others. */
export function twinRefuses(
  hosts: readonly string[],
  sections: readonly TwinSection[],
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
