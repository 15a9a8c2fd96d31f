import type { KeyPart } from '@tidegate/model'
import type { FactRef } from '../../syntax/ast/conditions.ts'
import type { NumberLiteral } from '../../syntax/ast/leaves.ts'
import type { KeyPartAst, LimitStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { subjectOf } from '../conditions/subject-of.ts'
import { type Subject, wordsOfSubject } from '../conditions/subject.ts'
import type { Established } from '../presence/established-by.ts'
import type { Unit } from '../unit.ts'
import { presenceFix } from './presence-fix.ts'

/**
 * Returns the key of a limit in a canonical order, or undefined, after a report, if a part cannot be a key or may be absent.
 * `established` contains the facts that the guards establish; undefined if a guard has an error.
 */
export function lowerKey(
  checking: Checking,
  unit: Unit,
  statement: LimitStatement,
  established: Established | undefined,
): readonly KeyPart[] | undefined {
  const parts = new Map<string, KeyPart>()
  let failed = false
  for (const ast of statement.key) {
    const part = lowerPart(checking, unit, ast, statement, established)
    if (part === undefined) failed = true
    else {
      const written = JSON.stringify(part)
      if (parts.has(written)) checking.report.add('TG311', ast.span, 'this part appears twice in the key')
      parts.set(written, part)
    }
  }
  if (failed) return undefined
  return [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part)
}

function lowerPart(
  checking: Checking,
  unit: Unit,
  part: KeyPartAst,
  statement: LimitStatement,
  established: Established | undefined,
): KeyPart | undefined {
  switch (part.kind) {
    case 'ip':
      return { kind: 'ip', v4: 32, v6: part.exact ? 128 : 64 }
    case 'network': {
      const v4 = readLength(checking, part.v4, 32)
      const v6 = readLength(checking, part.v6, 128)
      return v4 === undefined || v6 === undefined ? undefined : { kind: 'ip', v4, v6 }
    }
    case 'fact':
      return lowerFact(checking, unit, part.fact, statement, established)
  }
}

function readLength({ report }: Checking, { value, span }: NumberLiteral, longest: number): number | undefined {
  if (Number.isInteger(value) && value >= 1 && value <= longest) return value
  const family = longest === 32 ? 'IPv4' : 'IPv6'
  report.add(
    'TG310',
    span,
    `an ${family} prefix length must be a whole number from 1 to ${longest}, not \`${value}\``,
    {
      help: '`per network(24, 56)` groups IPv4 by /24 and IPv6 by /56',
    },
  )
  return undefined
}

function lowerFact(
  checking: Checking,
  unit: Unit,
  fact: FactRef,
  statement: LimitStatement,
  established: Established | undefined,
): KeyPart | undefined {
  const subject = subjectOf(checking, unit, fact)
  if (subject === undefined) return undefined
  const part = partOf(subject)
  if (part === undefined) {
    checking.report.add(
      'TG311',
      fact.span,
      `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}: a limit cannot count by it`,
      {
        help: 'count by `ip`, `user`, `bot`, `host`, `path`, a header, or a fact with one value',
      },
    )
    return undefined
  }
  const { presence } = subject
  if (presence !== undefined && established?.has(presence.key) === false) reportGap(checking, subject, statement)
  return part
}

function partOf(subject: Subject): KeyPart | undefined {
  switch (subject.kind) {
    case 'text':
      return { kind: 'text', subject: subject.subject }
    case 'path':
      return { kind: 'text', subject: { kind: subject.subject } }
    case 'bot':
      return { kind: 'text', subject: { kind: 'bot' } }
    case 'number':
    case 'flag':
      return { kind: 'fact', fact: subject.fact }
    case 'address':
      return subject.subject.kind === 'fact' ? { kind: 'fact', fact: subject.subject.fact } : undefined
    case 'addresses':
    case 'texts':
    case 'time':
      return undefined
  }
}

function reportGap(checking: Checking, { label, presence, span }: Subject, statement: LimitStatement): void {
  if (presence === undefined) return
  const test = presence.established
  checking.report.add(
    'TG302',
    span,
    `\`${label}\` may be absent, and such requests would not be counted: expected a guard that requires it`,
    {
      help: `add \`when ${test}\`, and a limit for requests without it`,
      fix: presenceFix(checking, statement, test),
    },
  )
}
