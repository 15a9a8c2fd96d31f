import { builtInFacts, type FactType, type Fix } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import { formatFact } from '../../format/format-condition.ts'
import { writeText } from '../../format/write-literal.ts'
import type { FactRef } from '../../syntax/ast/conditions.ts'
import type { Name, StringLiteral } from '../../syntax/ast/leaves.ts'
import type { Checking } from '../checking.ts'
import { type Declared, type DeclaredFact, type DeclaredKind, wordsOfKind } from '../declared.ts'
import { replaceFix, type ReportDetails } from '../report.ts'
import { factsOf, peek } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { argumentFactMeantBy, factMeantBy } from './facts-of-other-tools.ts'
import { remarkOnHeader } from './header-names.ts'
import type { Subject } from './subject.ts'
import { decode } from '../typing/parameter-fault.ts'
import type { PresenceKey } from './typed.ts'

/** Returns the subject of a fact in a test, or undefined, after a report, if no fact of that name is visible in the file. */
export function subjectOf(checking: Checking, unit: Unit, fact: FactRef): Subject | undefined {
  const builtIn = Object.hasOwn(builtIns, fact.name.text) ? builtIns[fact.name.text] : undefined
  if (builtIn !== undefined) return builtIn(checking, fact)
  const [found] = peek(checking, unit, fact.name.text)
  if (found !== undefined) checking.used.add(found)
  if (found?.kind === 'fact') return declaredSubject(checking, fact, found)
  if (found === undefined) reportUnknown(checking, unit, fact)
  else {
    checking.report.add(
      'TG205',
      fact.name.span,
      `\`${fact.name.text}\` is ${wordsOfKind(found.kind)}, expected a fact`,
      {
        help: helpForSet(found),
        related: [{ span: found.span, message: `\`${found.name}\` is declared here` }],
      },
    )
  }
  return undefined
}

const factOfSet: Readonly<Partial<Record<DeclaredKind, string>>> = {
  list: 'ip',
  bots: 'bot',
  paths: 'path',
  texts: 'host',
  window: 'now',
}

function helpForSet({ kind, name }: Declared): string {
  const fact = factOfSet[kind]
  const example = fact === undefined ? '' : `: \`${fact} in ${name}\``
  return `a test begins with a fact, and the set comes after \`in\`${example}`
}

type ReadBuiltIn = (checking: Checking, fact: FactRef) => Subject | undefined

const builtIns: Readonly<Record<string, ReadBuiltIn>> = {
  ip: (_checking, { span }) => ({ kind: 'address', subject: { kind: 'ip' }, label: 'ip', span }),
  peer: (_checking, { span }) => ({
    kind: 'address',
    subject: { kind: 'peer' },
    label: 'peer',
    span,
    presence: key('peer'),
  }),
  method: (_checking, { span }) => ({ kind: 'text', subject: { kind: 'method' }, label: 'method', span }),
  host: text('host'),
  agent: text('agent'),
  user: text('user'),
  path: (_checking, { span }) => ({ kind: 'path', subject: 'path', label: 'path', span }),
  target: (_checking, { span }) => ({ kind: 'path', subject: 'target', label: 'target', span }),
  bot: (_checking, { span }) => ({ kind: 'bot', label: 'bot', span, presence: key('bot') }),
  now: (_checking, { span }) => ({ kind: 'time', label: 'now', span }),
  header: withArgument('header'),
  query: withArgument('query'),
  cookie: withArgument('cookie'),
}

function text(kind: 'host' | 'agent' | 'user'): ReadBuiltIn {
  return (_checking, { span }) => ({ kind: 'text', subject: { kind }, label: kind, span, presence: key(kind) })
}

function withArgument(kind: 'header' | 'query' | 'cookie'): ReadBuiltIn {
  return (checking, fact) => {
    const { argument, name, span } = fact
    if (argument === undefined) {
      checking.report.add('TG205', name.span, `\`${kind}\` needs a name: \`${kind}("…")\``)
      return undefined
    }
    const fault = faultOfName(kind, argument.text)
    if (fault !== undefined) {
      checking.report.add('TG217', argument.span, `\`${argument.text}\` ${fault}`, detailsOfName(kind, argument))
      return undefined
    }
    remarkOnName(checking, kind, argument)
    const canonical = kind === 'header' ? argument.text.toLowerCase() : argument.text
    const label = formatFact(fact)
    return {
      kind: 'text',
      subject: { kind, name: canonical },
      label,
      span,
      presence: key(`${kind} ${canonical}`, label),
    }
  }
}

/** Returns what is wrong with a name, by RFC 9110 §5.6.2 for header fields and RFC 6265 §4.1.1 for cookies; a query parameter may have any name. */
function faultOfName(kind: 'header' | 'query' | 'cookie', name: string): string | undefined {
  if (kind === 'query') return name === '' ? 'is not a valid name of a query parameter' : undefined
  if (/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(name)) return undefined
  return `is not a valid name of a ${kind}: only letters, digits and \`!#$%&'*+-.^_|~\` are allowed`
}

/** What to write for a name that is not valid: a pseudo-header of HTTP/2, or a name with a colon or blanks at its ends. */
function detailsOfName(kind: 'header' | 'query' | 'cookie', { text, span }: StringLiteral): ReportDetails {
  const fact = pseudoFields[text.trim().toLowerCase()]
  if (kind === 'header' && fact !== undefined) return { help: `requests have the fact \`${fact}\`` }
  const trimmed = text.trim().replace(/\s*[:=]$/, '')
  if (trimmed === text || faultOfName(kind, trimmed) !== undefined) return {}
  return { fix: replaceFix(span, writeText(trimmed), `write \`${writeText(trimmed)}\``) }
}

const pseudoFields: Readonly<Record<string, string>> = {
  ':path': 'target',
  ':authority': 'host',
  ':method': 'method',
}

/** TG436 and TG438: a name that requests do not use, or that is better read in another way. */
function remarkOnName(checking: Checking, kind: 'header' | 'query' | 'cookie', { text, span }: StringLiteral): void {
  if (kind === 'cookie') return
  if (kind === 'query') {
    const instead = /^[?&]./.test(text) ? text.slice(1) : decode(text)
    if (instead !== text) {
      checking.report.add(
        'TG436',
        span,
        `ordinary requests have no query parameter \`${text}\`: names are compared after decoding`,
        {
          help: `did you mean \`query(${writeText(instead)})\`?`,
          fix: replaceFix(span, writeText(instead), `write \`${writeText(instead)}\``),
        },
      )
    } else if (/[&=]/.test(text)) {
      checking.report.add('TG436', span, `ordinary requests have no query parameter \`${text}\``, {
        help: 'the value is compared outside the parentheses: `query("name") == "value"`',
      })
    }
    return
  }
  const remark = remarkOnHeader(text.toLowerCase())
  if (remark?.kind === 'misspelt') {
    checking.report.add('TG436', span, `ordinary requests have no header \`${text}\``, {
      help: `did you mean \`header("${remark.instead}")\`?`,
      fix: replaceFix(span, `"${remark.instead}"`, `write \`"${remark.instead}"\``),
    })
  } else if (remark?.kind === 'unsuitable') {
    checking.report.add('TG438', span, `the header \`${text}\` ${remark.reason}`, { help: remark.help })
  }
}

function key(name: string, fact = name): PresenceKey {
  return { key: name, fact, established: `${fact} is present`, denied: `${fact} is absent`, declared: false }
}

function declaredSubject(checking: Checking, ref: FactRef, declared: DeclaredFact): Subject | undefined {
  if (ref.argument !== undefined) {
    checking.report.add('TG205', ref.argument.span, `\`${declared.name}\` takes no argument`)
    return undefined
  }
  const fact = checking.facts.findIndex(({ name }) => name === declared.name)
  const presence = presenceOf(declared)
  const base = { label: declared.name, span: ref.span, ...(presence !== undefined && { presence }) }
  return subjectByType[declared.spec.type](fact, base, declared)
}

type Base = { readonly label: string; readonly span: FactRef['span']; readonly presence?: PresenceKey }

const subjectByType: Readonly<Record<FactType, (fact: number, base: Base, declared: DeclaredFact) => Subject>> = {
  text: (fact, base, { values }) => ({
    kind: 'text',
    subject: { kind: 'fact', fact },
    ...base,
    ...(values !== undefined && { values }),
  }),
  texts: (fact, base) => ({ kind: 'texts', subject: { kind: 'fact', fact }, ...base }),
  number: (fact, base) => ({ kind: 'number', fact, ...base }),
  flag: (fact, base) => ({ kind: 'flag', fact, ...base }),
  ip: (fact, base) => ({ kind: 'address', subject: { kind: 'fact', fact }, ...base }),
  ips: (fact, base) => ({ kind: 'addresses', fact, ...base }),
}

function presenceOf({ spec }: DeclaredFact): PresenceKey | undefined {
  switch (spec.presence) {
    case 'required':
      return undefined
    case 'with-user':
      return { ...key('user'), fact: spec.name }
    case 'optional':
      return { ...key(`fact ${spec.name}`, spec.name), declared: spec.plugin === undefined }
  }
}

function reportUnknown(checking: Checking, unit: Unit, fact: FactRef): void {
  if (checking.report.isFull()) return
  const { name } = fact
  checking.report.add('TG205', name.span, `no fact is named \`${name.text}\``, detailsOfUnknown(checking, unit, fact))
}

function detailsOfUnknown(checking: Checking, unit: Unit, { name, argument }: FactRef): ReportDetails {
  const named = argument === undefined ? undefined : argumentFactMeantBy(name.text)
  if (named !== undefined) return { help: `did you mean \`${named}\`?`, fix: replaceNameFix(name, named) }
  const meant = argument === undefined ? factMeantBy(name.text) : undefined
  if (meant !== undefined) {
    const { fact, help } = meant
    return fact === undefined ? { help } : { help, fix: replaceNameFix(name, fact) }
  }
  const declared = factsOf(checking, unit).map((fact) => fact.name)
  const suggestion = didYouMean(name.text, [...builtInFacts, ...declared])
  if (suggestion === undefined) return { help: `declare what the host supplies: \`fact ${name.text} : text\`` }
  return { help: `did you mean \`${suggestion}\`?`, fix: replaceNameFix(name, suggestion) }
}

function replaceNameFix({ span, text }: Name, instead: string): Fix {
  return replaceFix(span, instead, `replace \`${text}\` with \`${instead}\``)
}
