import { anyOf, type Condition } from '../draft/condition.ts'
import { type ImportedPolicy, finishDraft } from '../draft/finish-draft.ts'
import { createDraft, type PolicyDraft } from '../draft/policy-draft.ts'
import { apacheAddress } from './apache-address.ts'
import { readEnvironment } from './environment.ts'
import { type ApacheDirective, parseApache } from './parse-apache.ts'
import { opensByOrder, readOrder } from './read-order.ts'
import { opensByRequire, readRequires, type RequireContext } from './read-require.ts'
import { writeRedirects, writeRewrites } from './read-rewrites.ts'
import { rulesOf } from './rules-of.ts'
import { readSections, regionOf, replacedBy, type Section } from './sections.ts'
import { virtualHosts } from './virtual-hosts.ts'

const notImported: Readonly<Record<string, string>> = {
  include: 'the file is not read: import it too',
  includeoptional: 'the files are not read: import them too',
  authmerging: 'not supported: a section replaces the requirements of the sections around it',
  qs_srvmaxconnperip: 'limits on concurrent connections are not supported',
  dospagecount: 'write it as a limit: `limit 50 per second per ip and path`',
  secrule: 'mod_security rules have no equivalent',
}

/**
 * Converts a configuration or `.htaccess` of Apache httpd to policy text: `Require`, `Order` with `Allow` and `Deny`,
 * `BrowserMatch` and `SetEnvIf`, rewrite rules and redirects that refuse requests, and trusted proxies, each for the requests to
 * which httpd applies it. Comments name what is not imported.
 */
export function importApache(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (Apache httpd configuration)`)
  const parsed = parseApache(text)
  for (const { line, message } of parsed.faults) draft.note(line, message)
  const directives = withoutConditionals(parsed.directives, draft)
  writeClientIp(directives, draft)
  const context: RequireContext = { draft, environment: readEnvironment(directives, draft) }
  const sections = readSections(directives, virtualHosts(directives, draft), draft)
  for (const section of sections) writeSection(section, sections, context)
  return finishDraft(draft)
}

function writeSection(section: Section, sections: readonly Section[], context: RequireContext): void {
  const { draft } = context
  const { directives } = section
  draft.where(regionOf(section), () => {
    const required = readRequires(directives, context)
    const ordered = readOrder(directives, context)
    const byRequire = replacedBy(section, sections, opensByRequire)
    const byOrder = replacedBy(section, sections, opensByOrder)
    if (required !== undefined && ordered !== undefined && satisfiesAny(directives))
      writeRequirement(anyOf([required, ordered]), anyOf([byRequire, byOrder]))
    else {
      writeRequirement(required, byRequire)
      writeRequirement(ordered, byOrder)
    }
    writeRewrites(directives, draft)
    writeRedirects(directives, draft)
    for (const { name, args, line } of directives)
      if (Object.hasOwn(notImported, name)) draft.note(line, `${[name, ...args].join(' ')}: ${notImported[name]!}`)
  })

  function writeRequirement(requirement: Condition | undefined, replaced: Condition): void {
    if (requirement === undefined || replaced.kind === 'always') return
    for (const rule of rulesOf(requirement, replaced)) draft.rule(rule)
  }
}

function satisfiesAny(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name, args }) => name === 'satisfy' && args[0]?.toLowerCase() === 'any')
}

/** Replaces conditional sections for modules and versions by the directives that a current httpd with all modules reads. */
function withoutConditionals(directives: readonly ApacheDirective[], draft: PolicyDraft): readonly ApacheDirective[] {
  return directives.flatMap((directive): readonly ApacheDirective[] => {
    const { name, args, line, block } = directive
    if (block === undefined) return [directive]
    const isNegated = (args[0] ?? '').startsWith('!')
    switch (name) {
      case 'ifmodule':
      case 'ifdefine':
      case 'iffile':
        if (!isNegated) return withoutConditionals(block, draft)
        draft.note(line, `<${name} ${args.join(' ')}>: directives for httpd without this module are skipped`)
        return []
      case 'ifversion':
        if (!(args[0] ?? '').startsWith('<')) return withoutConditionals(block, draft)
        draft.note(line, `<${name} ${args.join(' ')}>: directives for older versions are skipped`)
        return []
      default:
        return [{ ...directive, block: withoutConditionals(block, draft) }]
    }
  })
}

function writeClientIp(directives: readonly ApacheDirective[], draft: PolicyDraft): void {
  const all = flatten(directives)
  const named = all.find(({ name }) => name === 'remoteipheader')
  const trusted = all.filter(({ name }) => /^remoteip(trusted|internal)proxy(list)?$/.test(name))
  const entries = trusted.flatMap(({ name, args, line }) =>
    args.flatMap((arg) => {
      const entry = name.endsWith('list') ? undefined : apacheAddress(arg)
      if (entry === undefined) draft.note(line, `${name} ${arg} is not imported: it is not an address`)
      return entry ?? []
    }),
  )
  const header = named?.args[0]?.toLowerCase()
  if (named === undefined || header === undefined) return
  if (entries.length === 0)
    draft.note(
      named.line,
      `RemoteIPHeader ${header} is not imported: add the trusted proxies: \`client ip from ${header} trusting …\``,
    )
  else if (/^[a-z][a-z0-9-]*$/.test(header))
    draft.declare(`client ip from ${header} trusting ${[...new Set(entries)].join(', ')}`)
}

function flatten(directives: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
