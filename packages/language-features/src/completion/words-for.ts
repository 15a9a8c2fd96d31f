import {
  type Declared,
  type DeclaredKind,
  type Expected,
  type ExpectedToken,
  LEVELS,
  TYPES,
  UNITS,
} from '@tidegate/dsl/tools'
import { builtInFacts } from '@tidegate/model'
import { calendarUnits } from '@tidegate/values'
import { type Analysis, unitOf } from '../analyse.ts'
import { namesIn } from '../symbols.ts'
import { builtInListWords, type Word, wordsOfDeclared } from './word.ts'

/** Returns the words for a token that can be one of many words. `before` are the tokens of the statement so far. */
export function wordsForWord(
  analysis: Analysis,
  file: string,
  token: ExpectedToken,
  before: readonly string[],
): readonly Word[] {
  const rule = token.rules.at(-1)
  const last = before.at(-1)
  const named = (...kinds: readonly DeclaredKind[]): readonly Word[] => wordsOfDeclared(visible(analysis, file, kinds))
  if (token.type === 'Day' && token.rules.includes('testSetEntry') && factBeforeIn(before) !== 'now') return []
  if (token.type === 'Day') return values(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
  if (token.type !== 'Word') return []
  switch (rule) {
    case 'factRef':
      return factWords(analysis, file)
    case 'addressName':
    case 'addressEntry':
      return [...named('list'), ...builtInListWords]
    case 'botEntry':
    case 'test':
      return last === 'set' || last === 'impersonates' ? named('bots') : []
    case 'pathEntry':
      return named('paths')
    case 'textEntry':
      return named('texts')
    case 'windowEntry':
      return named('window')
    case 'counts':
    case 'limit':
      return named('number')
    case 'testSetEntry':
      return setWords(analysis, file, factBeforeIn(before))
    case 'zoneName':
      return zoneWords()
    case 'use':
      return values(Object.keys(analysis.host.plugins))
    case 'import':
      return last === 'import' ? values(Object.keys(analysis.host.importers)) : []
    case 'clientIp':
      return values(['x-forwarded-for', 'forwarded', 'x-real-ip'])
    case 'fact':
      return last === ':' ? values(TYPES) : []
    case 'log':
      return values(LEVELS)
    case 'duration':
      return values(UNITS.map((unit) => (/^\d/u.test(last ?? '') ? `${unit}s` : unit)))
    case 'calendarPeriod':
      return values(calendarUnits)
    case undefined:
    default:
      return []
  }
}

/** Returns the texts for a string whose quote is open. */
export function wordsForString(analysis: Analysis, file: string, { tokens, before }: Expected): readonly Word[] {
  const rules = new Set(tokens.filter(({ type }) => type === 'Text').map(({ rules: open }) => open.at(-1)))
  const last = before.at(-1)
  if (rules.has('botEntry') && last === 'catalog') return values(Object.keys(analysis.host.catalog ?? {}))
  if (rules.has('names') || rules.has('replaces')) return limitNames(analysis)
  if (rules.has('factRef')) return values(before.at(-2) === 'header' ? commonHeaders : [])
  if (rules.has('include') || last === 'file' || rules.has('import')) return fileWords(analysis, file)
  return []
}

const commonHeaders = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'origin',
  'referer',
  'x-api-key',
  'x-requested-with',
]

function visible(analysis: Analysis, file: string, kinds: readonly DeclaredKind[]): readonly Declared[] {
  const unit = unitOf(analysis, file)
  if (unit === undefined) return []
  return [...analysis.scopes.visible(unit).values()].flatMap((found) =>
    found.filter(({ kind }) => kinds.includes(kind)).slice(0, 1),
  )
}

function factWords(analysis: Analysis, file: string): readonly Word[] {
  const withArgument = new Set(['header', 'query', 'cookie'])
  const builtIn = builtInFacts.map((name): Word => {
    const label = withArgument.has(name) ? `${name}("…")` : name
    return {
      label,
      kind: 'fact',
      detail: 'a fact of every request',
      newText: withArgument.has(name) ? `${name}("` : name,
    }
  })
  return [...wordsOfDeclared(visible(analysis, file, ['fact'])), ...builtIn]
}

/** Returns the fact that is examined by a test whose `in` is the last one of the tokens. */
function factBeforeIn(before: readonly string[]): string | undefined {
  const at = before.lastIndexOf('in')
  const end = before[at - 1] === 'not' ? at - 2 : at - 1
  return before[end] === ')' ? before[end - 3] : before[end]
}

/** Returns the sets with which a fact can be compared. Of an unknown fact, all of them. */
function setWords(analysis: Analysis, file: string, fact: string | undefined): readonly Word[] {
  const declared = visible(analysis, file, ['fact']).find(({ name }) => name === fact)
  const type = declared?.kind === 'fact' ? declared.spec.type : undefined
  const named = (...kinds: readonly DeclaredKind[]): readonly Word[] => wordsOfDeclared(visible(analysis, file, kinds))
  if (fact === 'ip' || fact === 'peer' || type === 'ip') return [...named('list'), ...builtInListWords]
  if (fact === 'path' || fact === 'target') return named('paths')
  if (fact === 'bot') return named('bots')
  if (fact === 'now') return named('window')
  if (fact === 'method')
    return [...values(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']), ...named('texts')]
  if (declared?.kind === 'fact' && declared.values !== undefined) {
    return [
      ...declared.values.map((value): Word => ({ label: JSON.stringify(value), kind: 'value' })),
      ...named('texts'),
    ]
  }
  return named('texts')
}

function values(words: readonly string[]): readonly Word[] {
  return words.map((label) => ({ label, kind: 'value' }))
}

let zones: readonly Word[] | undefined

function zoneWords(): readonly Word[] {
  return (zones ??= values(['UTC', ...Intl.supportedValuesOf('timeZone')]))
}

function limitNames(analysis: Analysis): readonly Word[] {
  const names = analysis.units.flatMap(({ file }) =>
    namesIn(analysis, file).filter(({ space, isDeclaration }) => space === 'limit' && isDeclaration),
  )
  return [...new Set(names.map(({ name }) => name))].map((label) => ({ label, kind: 'limit' }))
}

function fileWords({ host }: Analysis, file: string): readonly Word[] {
  const listed = host.listFolder?.('.', file, { pattern: '*', kind: 'file' })
  if (listed?.kind !== 'names') return []
  const own = file.split('/').at(-1)
  return listed.names.filter((name) => name !== own).map((label) => ({ label, kind: 'file' }))
}
