import type { AddressSubject, Span, TextSubject } from '@tidegate/model'
import type { PresenceKey } from './typed.ts'

/** The subject of a test, by the kind of tests that it allows. */
export type Subject = SubjectBase &
  (
    | { readonly kind: 'address'; readonly subject: AddressSubject }
    /** A set of prefixes that the host supplies with the request; `fact` is an index in the model's facts. */
    | { readonly kind: 'addresses'; readonly fact: number }
    | { readonly kind: 'bot' }
    | { readonly kind: 'path'; readonly subject: 'path' | 'target' }
    | { readonly kind: 'text'; readonly subject: TextSubject; readonly values?: readonly string[] }
    | { readonly kind: 'texts'; readonly subject: TextSubject }
    | { readonly kind: 'number'; readonly fact: number }
    | { readonly kind: 'flag'; readonly fact: number }
    | { readonly kind: 'time' }
  )

interface SubjectBase {
  /** The fact as written in the policy: `user.role`, `header("x-plan")`. */
  readonly label: string
  readonly span: Span
  /** Absent for subjects that every request has. */
  readonly presence?: PresenceKey
}

export type SubjectKind = Subject['kind']

const words: Readonly<Record<SubjectKind, string>> = {
  address: 'an address',
  addresses: 'a set of addresses',
  bot: 'a class of user agents',
  path: 'a path',
  text: 'text',
  texts: 'a set of texts',
  number: 'a number',
  flag: 'a flag',
  time: 'a time',
}

/** Returns the kind of a subject in words, with an article. */
export function wordsOfSubject(kind: SubjectKind): string {
  return words[kind]
}

/** Returns a help text that lists the valid tests for a subject. */
export function validTestsOf({ kind, label }: Subject): string {
  switch (kind) {
    case 'address':
      return `use \`${label} in 192.0.2.0/24\`, or \`${label} in …\` with a list`
    case 'addresses':
      return `use \`ip in ${label}\`, or \`${label} is empty\``
    case 'bot':
      return `declare a set, such as \`bots search = googlebot\`, and use \`${label} in search\`; \`${label} is present\` is any declared bot`
    case 'path':
      return `use \`${label} in /…\`, or \`${label} starts with "/…"\``
    case 'text':
      return `use \`${label} == "…"\`, \`${label} in "…", "…"\`, or \`${label} contains "…"\``
    case 'texts':
      return `use \`${label} in "…", "…"\`, or \`${label} is empty\``
    case 'number':
      return `use \`${label} > …\``
    case 'flag':
      return `write \`${label}\` by itself: a flag is true or false`
    case 'time':
      return `use \`${label} in …\` with a window, or \`during …\` at the end of the rule`
  }
}

/** Returns the text to compare for subjects that are text, and undefined for others. */
export function textOfSubject(subject: Subject): TextSubject | undefined {
  switch (subject.kind) {
    case 'text':
    case 'texts':
      return subject.subject
    case 'path':
      return { kind: subject.subject }
    case 'address':
    case 'addresses':
    case 'bot':
    case 'number':
    case 'flag':
    case 'time':
      return undefined
  }
}
