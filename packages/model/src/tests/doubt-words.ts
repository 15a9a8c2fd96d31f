import { listSome, quoteValue, subjectName } from '../names.ts'
import { isUnknown } from '../view/is-unknown.ts'
import { isRepeatable } from '../view/readings.ts'
import type { RequestView } from '../view/request-view.ts'
import { textsOf } from '../view/texts-of.ts'
import type { Subject } from './test-kind.ts'

/** Why a test of these subjects is in doubt. */
export function doubtWords(subjects: readonly Subject[], view: RequestView): string {
  const [reason] = subjects.flatMap((subject) => reasonsOf(subject, view))
  return reason ?? 'readers find different values'
}

function reasonsOf(subject: Subject, view: RequestView): readonly string[] {
  if (isUnknown(subject, view.facts)) return [unknownWords(subject, view)]
  if (subject.kind === 'time' || subject.kind === 'ip' || subject.kind === 'peer') return []
  const texts = isRepeatable(subject) ? textsOf(subject, view) : []
  if (texts.length < 2) return []
  // WHY: frameworks also find several values in a parameter or cookie that occurs once.
  const words = subject.kind === 'header' ? `occurs ${texts.length} times` : 'can be read in several ways'
  return [`${subjectName(view.model, subject)} ${words} (${listSome(texts.map(quoteValue))})`]
}

function unknownWords(subject: Subject, view: RequestView): string {
  switch (subject.kind) {
    case 'time':
      return 'the clock is implausible'
    case 'ip':
      return 'the address of the client is unknown'
    case 'agent':
    case 'bot':
      return 'the User-Agent fields differ'
    case 'fact':
    case 'peer':
    case 'method':
    case 'host':
    case 'path':
    case 'target':
    case 'user':
    case 'header':
    case 'query':
    case 'cookie':
      return `${subjectName(view.model, subject)} is unknown`
  }
}
