import { type ImportedPolicy, finishDraft } from '../finish-draft.ts'
import { patternOfPrefix, patternsOfRegex } from '../path-patterns.ts'
import { createDraft, type PolicyDraft, quoted } from '../policy-draft.ts'
import { apacheAddress } from './address-words.ts'
import { readEnvironment } from './environment.ts'
import { type ApacheDirective, parseApache } from './parse-apache.ts'
import { readOrder } from './read-order.ts'
import { readRequires, type RequireContext } from './read-require.ts'
import { allOf, rulesOf } from './requirement.ts'
import { writeRewrites } from './read-rewrites.ts'

const leftOut: Readonly<Record<string, string>> = {
  include: 'the file is not followed: import it as well',
  includeoptional: 'the files are not followed: import them as well',
  satisfy: 'addresses and passwords are not alternatives here: write `allow only ip in … or user is present`',
  qs_srvmaxconnperip: 'limits of connections at once are not known to the language',
  dospagecount: 'write it as a limit: `limit 50 per second per ip and path`',
  secrule: 'rules of mod_security look at more than the language does',
}

/**
 * Policy text of a configuration or `.htaccess` of Apache httpd: `Require`, `Order` with `Allow` and `Deny`, `BrowserMatch` and
 * `SetEnvIf`, rewrite rules that refuse, and trusted proxies, under their hosts and paths. What is not carried over is said in comments.
 */
export function importApache(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `from ${file}, a configuration of Apache httpd`)
  const { directives, faults } = parseApache(text)
  for (const { line, message } of faults) draft.note(line, message)
  writeClientIp(directives, draft)
  writeSection(directives, { draft, environment: readEnvironment(directives, draft) }, rootsOf(directives))
  return finishDraft(draft)
}

function writeSection(directives: readonly ApacheDirective[], context: RequireContext, roots: readonly string[]): void {
  const { draft } = context
  const requirements = [readRequires(directives, context), readOrder(directives, context)]
  for (const rule of rulesOf(allOf(requirements.filter((each) => each !== undefined)))) draft.rule(rule)
  writeRewrites(directives, draft)
  for (const directive of directives) {
    const { name, args, line, block } = directive
    if (block !== undefined) writeBlock(directive, context, roots)
    else if (Object.hasOwn(leftOut, name)) draft.note(line, `${[name, ...args].join(' ')}: ${leftOut[name]!}`)
  }
}

function writeBlock(
  { name, args, line, block = [] }: ApacheDirective,
  context: RequireContext,
  roots: readonly string[],
): void {
  const { draft } = context
  if (!saysWhoComesIn(block)) return
  const write = (condition: string | undefined): void =>
    draft.where(condition, () => writeSection(block, context, roots))
  const lost = (why: string): void => draft.note(line, `<${[name, ...args].join(' ')}> is not carried over: ${why}`)
  const [first = '', second] = args
  switch (name) {
    case 'ifmodule':
    case 'ifdefine':
    case 'ifversion':
      return first.startsWith('!') ? lost('what holds without a module or definition is left out') : write(undefined)
    case 'virtualhost':
      return write(hostCondition(block))
    case 'location':
      return first === '~' ? writePatterns(patternsOfRegex(second ?? '')) : writePatterns(prefixPatterns(first))
    case 'locationmatch':
      return writePatterns(patternsOfRegex(first))
    case 'directory': {
      const path = urlPath(first, roots)
      return path === undefined
        ? lost('which paths lie there cannot be told')
        : path === '/'
          ? write(undefined)
          : writePatterns(prefixPatterns(path))
    }
    case 'files':
      return writePatterns(first === '~' ? fileRegex(second ?? '') : [`/${first}`, `/**/${first}`])
    case 'filesmatch':
      return writePatterns(fileRegex(first))
    case 'limit':
      return write(`method in ${args.join(', ')}`)
    case 'limitexcept':
      return write(`method not in ${args.join(', ')}`)
    case 'requireall':
    case 'requireany':
    case 'requirenone':
      return
    default:
      return lost('sections of this kind are not known')
  }

  function writePatterns(patterns: readonly string[] | undefined): void {
    if (patterns === undefined) return lost('its pattern cannot be said as paths')
    return patterns.includes('/**') ? write(undefined) : write(`path in ${patterns.join(', ')}`)
  }
}

function prefixPatterns(prefix: string): readonly string[] | undefined {
  if (!prefix.startsWith('/')) return undefined
  const plain = prefix.replace(/\/+$/, '')
  const pattern = plain === '' ? '/**' : patternOfPrefix(plain)?.replace(/\*\*$/, '/**')
  return pattern === undefined ? undefined : [pattern]
}

/** A pattern over a file's name is one over what stands behind a slash. */
function fileRegex(source: string): readonly string[] | undefined {
  return patternsOfRegex(source.startsWith('^') ? `/${source.slice(1)}` : source)
}

function hostCondition(block: readonly ApacheDirective[]): string | undefined {
  const names = block.filter(({ name }) => name === 'servername' || name === 'serveralias').flatMap(({ args }) => args)
  const tests = names
    .map((name) =>
      name
        .replace(/^https?:\/\//, '')
        .replace(/:\d+$/, '')
        .toLowerCase(),
    )
    .flatMap((name) => {
      if (/^[a-z0-9.-]+$/.test(name)) return [`host == ${quoted(name)}`]
      return /^\*\.[a-z0-9.-]+$/.test(name) ? [`host ends with ${quoted(name.slice(1))}`] : []
    })
  return tests.length === 0 ? undefined : tests.join(' or ')
}

function rootsOf(directives: readonly ApacheDirective[]): readonly string[] {
  return directives.flatMap(({ name, args, block = [] }) => [
    ...(name === 'documentroot' ? [(args[0] ?? '').replace(/\/+$/, '')] : []),
    ...rootsOf(block),
  ])
}

/** The path under which a folder is served; undefined for a folder outside of every document root. */
function urlPath(folder: string, roots: readonly string[]): string | undefined {
  const plain = folder.replace(/\/+$/, '')
  for (const root of roots) {
    if (plain === root) return '/'
    if (plain.startsWith(`${root}/`)) return plain.slice(root.length)
  }
  return undefined
}

function writeClientIp(directives: readonly ApacheDirective[], draft: PolicyDraft): void {
  const all = flatten(directives)
  const header = all.find(({ name }) => name === 'remoteipheader')?.args[0]?.toLowerCase()
  const trusted = all
    .filter(({ name }) => name === 'remoteiptrustedproxy' || name === 'remoteipinternalproxy')
    .flatMap(({ args }) => args.flatMap((arg) => apacheAddress(arg) ?? []))
  if (header === undefined || trusted.length === 0 || !/^[a-z][a-z0-9-]*$/.test(header)) return
  draft.declare(`client ip from ${header} trusting ${[...new Set(trusted)].join(', ')}`)
}

const deciding = ['require', 'order', 'allow', 'deny', 'rewriterule', 'requireall', 'requireany', 'requirenone']

function saysWhoComesIn(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name, block = [] }) => deciding.includes(name) || saysWhoComesIn(block))
}

function flatten(directives: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
