import type { ReadIncluded } from '../included-files.ts'
import { type ApacheDirective, type ApacheFault, parseApache } from './parse-apache.ts'

/** A whole configuration: includes are followed, and conditional sections are replaced by what they contain. */
export interface Configuration {
  readonly directives: readonly ApacheDirective[]
  /** What was assumed or left out while it was read. */
  readonly faults: readonly ApacheFault[]
}

const maxIncludes = 16

/** The version that `<IfVersion>` is compared with: a release of 2.4. */
const versionOfHttpd = [2, 4, 62]

/**
 * Reads a configuration of Apache httpd: variables of `Define` are replaced, files of `Include` read with `included`, and
 * `<IfModule>`, `<IfDefine>`, `<IfVersion>` and `<IfFile>` decided, for a current httpd with all modules. Never throws, except for what `included`
 * throws.
 */
export function readConfiguration(text: string, included: ReadIncluded | undefined): Configuration {
  const faults: ApacheFault[] = []
  const defined = new Map<string, string>()
  const say = ({ line, file }: ApacheDirective, message: string): void =>
    void faults.push({ line, ...(file !== undefined && { file }), message })

  function read(content: string, file: string | undefined, trail: readonly string[]): readonly ApacheDirective[] {
    const parsed = parseApache(content, file)
    faults.push(...parsed.faults)
    return expand(parsed.directives, trail)
  }

  function expand(directives: readonly ApacheDirective[], trail: readonly string[]): readonly ApacheDirective[] {
    return directives.flatMap((given): readonly ApacheDirective[] => {
      const directive = { ...given, args: given.args.map((arg) => replaced(arg, given)) }
      const { name, args, block } = directive
      if (name === 'define' && args[0] !== undefined) defined.set(args[0], args[1] ?? '')
      if (name === 'undefine' && args[0] !== undefined) defined.delete(args[0])
      if (name === 'include' || name === 'includeoptional') return includedBy(directive, trail)
      if (block === undefined) return [directive]
      const applies = decide(directive)
      if (applies === undefined) return [{ ...directive, block: expand(block, trail) }]
      return applies ? expand(block, trail) : []
    })
  }

  function includedBy(directive: ApacheDirective, trail: readonly string[]): readonly ApacheDirective[] {
    const [pattern = ''] = directive.args
    const shown = `${directive.name === 'include' ? 'Include' : 'IncludeOptional'} ${pattern}`
    const files = included?.(pattern) ?? []
    if (files.length === 0) {
      if (directive.name === 'include' || included === undefined)
        say(
          directive,
          `${shown}: ${included === undefined ? 'the file is not read' : 'there is no such file'}, import it too`,
        )
      else say(directive, `${shown}: no file matches`)
    }
    return files.flatMap(({ path, text: content }) => {
      if (trail.includes(path) || trail.length >= maxIncludes) {
        say(directive, `${shown}: ${path} is skipped, because it includes itself or is nested too deeply`)
        return []
      }
      return read(content, path, [...trail, path])
    })
  }

  /** Returns whether a conditional section applies; undefined for other sections. */
  function decide(directive: ApacheDirective): boolean | undefined {
    const { name, args } = directive
    const [first = ''] = args
    const isNegated = first.startsWith('!')
    const plain = first.replace(/^!/, '')
    switch (name) {
      case 'ifmodule':
        say(
          directive,
          isNegated
            ? `<IfModule ${first}> is skipped: ${plain} is assumed to be loaded`
            : `<IfModule ${first}>: ${plain} is assumed to be loaded`,
        )
        return !isNegated
      case 'ifdefine': {
        const isDefined = defined.has(plain)
        if (!isDefined)
          say(
            directive,
            `<IfDefine ${first}>${isNegated ? '' : ' is skipped'}: ${plain} is assumed not to be defined (by a Define in this file or with -D)`,
          )
        return isDefined !== isNegated
      }
      case 'iffile':
        say(directive, `<IfFile ${first}>: ${plain} is assumed to exist`)
        return !isNegated
      case 'ifdirective':
      case 'ifsection':
        say(directive, `<${name} ${first}>: ${plain} is assumed to be known`)
        return !isNegated
      case 'ifversion': {
        const result = compareVersion(args)
        if (result === undefined) say(directive, `<IfVersion ${args.join(' ')}> is skipped: it cannot be compared`)
        else if (!result) say(directive, `<IfVersion ${args.join(' ')}> is skipped: httpd 2.4 is assumed`)
        return result ?? false
      }
      default:
        return undefined
    }
  }

  function replaced(arg: string, directive: ApacheDirective): string {
    if (!arg.includes('${')) return arg
    return arg.replaceAll(/\$\{(\w+)\}/g, (whole, variable: string) => {
      const value = defined.get(variable)
      if (value === undefined) say(directive, `${whole} is not defined in this file, and stays as it is`)
      return value ?? whole
    })
  }

  return { directives: read(text, undefined, []), faults }
}

function compareVersion(args: readonly string[]): boolean | undefined {
  const [, isNot, operator = '=', given = ''] = /^(!)?(<=|>=|==|=|<|>|~)?\s*(.*)$/.exec(args.join(' ')) ?? []
  const wanted = /^\d+(?:\.\d+){0,2}$/.test(given) ? given.split('.').map(Number) : undefined
  if (wanted === undefined || operator === '~') return undefined
  const difference = wanted.map((part, index) => versionOfHttpd[index]! - part).find((part) => part !== 0) ?? 0
  const isTrue =
    operator === '<'
      ? difference < 0
      : operator === '>'
        ? difference > 0
        : operator === '<='
          ? difference <= 0
          : operator === '>='
            ? difference >= 0
            : difference === 0
  return isTrue !== (isNot !== undefined)
}
