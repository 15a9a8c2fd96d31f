import { builtInFacts, type FactType } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import { formatFact } from '../../format/format-condition.ts'
import type { FactRef } from '../../syntax/ast/conditions.ts'
import type { Checking } from '../checking.ts'
import { type DeclaredFact, wordsOfKind } from '../declared.ts'
import { replaceFix } from '../report.ts'
import { factsOf, peek } from '../scope.ts'
import type { Unit } from '../unit.ts'
import type { Subject } from './subject.ts'
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
        help: 'a test begins with a fact, such as `ip` or `path`; the set comes after `in`',
        related: [{ span: found.span, message: `\`${found.name}\` is declared here` }],
      },
    )
  }
  return undefined
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
      checking.report.add('TG217', argument.span, `\`${argument.text}\` ${fault}`)
      return undefined
    }
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

function reportUnknown(checking: Checking, unit: Unit, { name }: FactRef): void {
  if (checking.report.isFull()) return
  const declared = factsOf(checking, unit).map((fact) => fact.name)
  const suggestion = didYouMean(name.text, [...builtInFacts, ...declared])
  checking.report.add('TG205', name.span, `no fact is named \`${name.text}\``, {
    help:
      suggestion === undefined
        ? `declare what the host supplies: \`fact ${name.text} : text\``
        : `did you mean \`${suggestion}\`?`,
    fix:
      suggestion === undefined
        ? undefined
        : replaceFix(name.span, suggestion, `replace \`${name.text}\` with \`${suggestion}\``),
  })
}
