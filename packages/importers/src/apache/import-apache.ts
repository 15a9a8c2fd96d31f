import { allOf, anyOf, type Condition, never } from '../draft/condition.ts'
import { type ImportedPolicy, finishDraft } from '../draft/finish-draft.ts'
import { createDraft } from '../draft/policy-draft.ts'
import type { ImportOptions } from '../import-options.ts'
import type { ReadIncluded } from '../included-files.ts'
import { readEnvironment } from './environment.ts'
import { folderOf } from './folder-of-file.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readConfiguration } from './read-configuration.ts'
import { createReading, type ApacheReading } from './reading.ts'
import { opensByOrder, readOrder } from './read-order.ts'
import { opensByRequire, readRequires, type RequireContext } from './read-require.ts'
import { writeRedirects } from './read-redirects.ts'
import { writeRewrites } from './read-rewrites.ts'
import { noteRewritten } from './rewritten-paths.ts'
import { rulesOf } from './rules-of.ts'
import { controlsAccess, readSections, regionOf, replacedBy, type Section } from './sections.ts'
import { hasAllowMethods, noteNotImported, writeClientIp, writeMethods } from './server-settings.ts'
import { virtualHosts } from './virtual-hosts.ts'

/**
 * Converts a configuration or `.htaccess` of Apache httpd to policy text: `Require`, `Order` with `Allow` and `Deny`,
 * `BrowserMatch` and `SetEnvIf`, rewrite rules and redirects that refuse requests, and trusted proxies, each for the requests to
 * which httpd applies it. Notes say what is not imported, or decided otherwise than by httpd.
 */
export function importApache(
  text: string,
  file: string,
  included?: ReadIncluded,
  { at }: ImportOptions = {},
): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (Apache httpd configuration)`)
  const reading = createReading(draft)
  const { directives, faults } = readConfiguration(text, included)
  const folder = folderOf(directives, file, at, reading)
  for (const fault of faults) reading.once(fault, fault.message)
  writeClientIp(flatten(directives), reading)
  const sections = readSections(directives, virtualHosts(directives, reading), folder, reading)
  const environment = readEnvironment(environmentDirectives(sections), reading)
  noteRewritten(sections, reading)
  if (sections.some(({ paths, directives: own }) => paths.length > 0 && controlsAccess(own)))
    notePaths(sections, reading)
  for (const section of sections) writeSection(section, sections, { ...reading, environment })
  return finishDraft(draft)
}

/** Says that paths are compared less strictly than by httpd, at the first section with paths. */
function notePaths(sections: readonly Section[], reading: ApacheReading): void {
  const [first] = sections.filter(({ paths }) => paths.length > 0)
  reading.once(
    first?.opening ?? { line: 1 },
    'paths are compared without regard to case and a final slash, unlike in httpd: `paths match exactly` as the first line of the policy changes that',
  )
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
    writeRewrites(section, rewritesReplaced(section, sections, context), context.environment, context)
    writeRedirects(directives, controlsAccess(directives.filter(({ name }) => !name.startsWith('redirect'))), context)
    writeMethods(directives, replacedBy(section, sections, hasAllowMethods), context)
    noteNotImported(directives, context)
  })

  function writeRequirement(requirement: Condition | undefined, replaced: Condition): void {
    if (requirement === undefined || replaced.kind === 'always') return
    for (const rule of rulesOf(requirement, replaced)) draft.rule(rule)
  }
}

/** Returns the requests for which the rewrite rules of another section replace those of this one. */
function rewritesReplaced(section: Section, sections: readonly Section[], reading: ApacheReading): Condition {
  const hasRules = (directives: readonly ApacheDirective[]): boolean =>
    directives.some(({ name }) => name === 'rewriterule' || name === 'rewriteengine')
  if (!hasRules(section.directives)) return never
  if (section.rank[0] > 0) return replacedBy(section, sections, hasRules)
  const hosts = section.directives.filter(({ name }) => name === 'virtualhost')
  if (section.host !== undefined || hosts.length === 0) return never
  reading.note(
    section.directives.find(({ name }) => name.startsWith('rewrite'))!,
    'virtual hosts do not inherit the rewrite rules outside of them, which therefore apply to no request',
  )
  return { kind: 'always' }
}

function satisfiesAny(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name, args }) => name === 'satisfy' && args[0]?.toLowerCase() === 'any')
}

/** Returns the directives that set variables, in the order in which httpd evaluates them. */
function environmentDirectives(
  sections: readonly Section[],
): readonly { readonly directive: ApacheDirective; readonly region: Condition }[] {
  return sections.flatMap((section) => {
    const region = allOf([regionOf(section)])
    return section.directives
      .filter(({ name }) => /^(?:browsermatch|setenvif)/.test(name))
      .map((directive) => ({ directive, region }))
  })
}

function flatten(directives: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
