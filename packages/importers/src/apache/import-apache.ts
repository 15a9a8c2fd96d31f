import { allOf, anyOf, type Condition, conditionText, never } from '../draft/condition.ts'
import { type ImportedPolicy, finishDraft, TooMuchText } from '../draft/finish-draft.ts'
import { createDraft } from '../draft/policy-draft.ts'
import type { ImportOptions } from '../import-options.ts'
import type { ReadIncluded } from '../included-files.ts'
import { type Environment, type EnvironmentDirective, readEnvironment } from './environment.ts'
import { folderOf } from './folder-of-file.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { type Configuration, readConfiguration } from './read-configuration.ts'
import { createReading, type ApacheReading, shown } from './reading.ts'
import { hasFlag } from './rewrite-condition.ts'
import { withLimited } from './method-limits.ts'
import { firstCaseless } from './caseless-paths.ts'
import { opensByOrder, readOrder } from './read-order.ts'
import { opensByRequire, readRequires, type RequireContext } from './read-require.ts'
import { writeRedirects } from './read-redirects.ts'
import { variablesOfRules, writeRewrites } from './read-rewrites.ts'
import { noteRewritten } from './rewritten-paths.ts'
import { rulesOf } from './rules-of.ts'
import { readSections, regionOf, replacedBy } from './sections.ts'
import type { Section } from './section.ts'
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
  options: ImportOptions = {},
): ImportedPolicy {
  const configuration = readConfiguration(text, included)
  try {
    return convert(configuration, file, options, false)
  } catch (error) {
    if (!(error instanceof TooMuchText)) throw error
    // Tests of texts are not limited in number as patterns are.
    return convert(configuration, file, options, true)
  }
}

function convert(
  { directives, faults }: Configuration,
  file: string,
  { at }: ImportOptions,
  isLean: boolean,
): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (Apache httpd configuration)`)
  const all = flatten(directives)
  const caseless = firstCaseless(all)
  const reading = createReading(draft, {
    exactPaths: caseless === undefined,
    oneSpelling: hasManySpellings(all),
    isLean,
  })
  const folder = folderOf(directives, file, at, reading)
  for (const fault of faults) reading.once(fault, fault.message)
  if (caseless !== undefined)
    reading.note(
      caseless,
      `${shown(caseless)} ignores case: therefore all paths and queries are compared without regard to case, and paths without regard to a final slash, unlike in httpd`,
    )
  writeClientIp(all, reading)
  const sections = readSections(directives, virtualHosts(directives, reading), folder, reading)
  const environment = withVariablesOfRules(readEnvironment(environmentDirectives(sections), reading), sections, reading)
  noteRewritten(sections, reading)
  for (const section of sections) writeSection(section, sections, { ...reading, environment })
  if (caseless === undefined && comparesPaths.test(draft.text())) draft.declare('paths match exactly')
  return finishDraft(draft)
}

const comparesPaths = /^(?!#).*\b(?:path|target) (?:not )?(?:in|==|!=|contains|starts|ends)\b/m

const manySpellings = 500

function hasManySpellings(all: readonly ApacheDirective[]): boolean {
  const caseless = all.filter(
    ({ name, args }) => name === 'setenvifnocase' || (name === 'rewritecond' && hasFlag(args[2] ?? '', 'NC', 'nocase')),
  )
  return caseless.length > manySpellings
}

function writeSection(section: Section, sections: readonly Section[], context: RequireContext): void {
  const { draft } = context
  const { directives } = section
  draft.where(regionOf(section), () => {
    const required = readRequires(directives, context)
    const ordered = readOrder(directives, context)
    const byRequire = replacedBy(section, sections, opensByRequire)
    const byOrder = replacedBy(section, sections, opensByOrder)
    noteSatisfy(section, sections, context)
    if (required !== undefined && ordered !== undefined && satisfiesAny(directives))
      writeRequirement(anyOf([required, ordered]), anyOf([byRequire, byOrder]))
    else {
      writeRequirement(required, byRequire)
      writeRequirement(ordered, byOrder)
    }
    writeRewrites(section, rewritesReplaced(section, sections, context), context.environment, context)
    writeRedirects(directives, () => sections.some(hasAccessRules), context)
    writeMethods(directives, replacedBy(section, sections, hasAllowMethods), context)
    noteNotImported(directives, context)
  })

  function writeRequirement(requirement: Condition | undefined, replaced: Condition): void {
    if (requirement === undefined || replaced.kind === 'always') return
    for (const rule of rulesOf(requirement, replaced)) draft.rule(rule)
  }
}

function hasRewrites(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name }) => name === 'rewriterule' || name === 'rewriteengine')
}

/** Returns the requests for which the rewrite rules of another section replace those of this one. */
function rewritesReplaced(section: Section, sections: readonly Section[], reading: ApacheReading): Condition {
  if (!hasRewrites(section.directives)) return never
  if (section.rank[0] > 0) return replacedBy(section, sections, hasRewrites)
  const hosts = section.directives.filter(({ name }) => name === 'virtualhost')
  if (section.host !== undefined || hosts.length === 0) return never
  reading.note(
    section.directives.find(({ name }) => name.startsWith('rewrite'))!,
    'virtual hosts do not inherit the rewrite rules outside of them, which therefore apply to no request',
  )
  return { kind: 'always' }
}

/** Whether a section has rules about access, apart from redirects. */
function hasAccessRules({ directives }: Section): boolean {
  return withLimited(directives).some(({ directive: { name } }) =>
    /^(?:require|allow|deny|order|allowmethods|rewriterule)/.test(name),
  )
}

function satisfiesAny(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name, args }) => name === 'satisfy' && args[0]?.toLowerCase() === 'any')
}

/** Says that `Satisfy any` is not combined with the access rules of other sections. */
function noteSatisfy(section: Section, sections: readonly Section[], reading: ApacheReading): void {
  const satisfy = section.directives.find((directive) => satisfiesAny([directive]))
  if (satisfy === undefined) return
  const others = sections.filter(
    (each) =>
      each !== section &&
      withLimited(each.directives).some(({ directive }) => /^(?:require|order|allow|deny)/.test(directive.name)),
  )
  if (others.length > 0)
    reading.note(
      satisfy,
      'Satisfy any: in httpd it also joins the access rules of other sections; here only those of this one are alternatives',
    )
}

/** Adds the variables that the rewrite rules of a server set before access is decided. */
function withVariablesOfRules(
  environment: Environment,
  sections: readonly Section[],
  reading: ApacheReading,
): Environment {
  const all = new Map(environment)
  for (const section of sections)
    for (const [name, { value, where }] of variablesOfRules(section, environment, reading)) {
      const known = all.get(name)
      const condition = anyOf([known?.condition ?? never, allOf([regionOf(section), where.least])])
      all.set(name, { condition, value: known === undefined || known.value === value ? value : undefined })
      if (conditionText(where.least) !== conditionText(where.most))
        reading.note(
          section.directives.find(
            ({ name: each, args }) => each === 'rewriterule' && /\b(?:E|env)=/i.test(args[2] ?? ''),
          )!,
          `some requests for which a rule sets ${name} cannot be expressed: access rules here do not see it for them`,
        )
    }
  return all
}

/** Returns the directives that set variables, in the order in which httpd evaluates them. */
function environmentDirectives(sections: readonly Section[]): readonly EnvironmentDirective[] {
  return sections.flatMap((section) => {
    const region = allOf([regionOf(section)])
    return section.directives
      .filter(({ name }) => /^(?:browsermatch|setenvif)/.test(name))
      .map((directive) => ({ directive, region, isOfServer: section.rank[0] === 0 }))
  })
}

function flatten(directives: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
