import type { ExpectedToken } from '@tidegate/dsl/tools'

/** A whole statement with places to fill in. */
export interface Snippet {
  readonly label: string
  readonly detail: string
  /** In the syntax of the Language Server Protocol. */
  readonly body: string
  /** The word that must be accepted where the snippet is offered. */
  readonly word: string
}

/** Statements that most policies contain; a test checks that each is valid after its places keep their defaults. */
export const snippets: readonly Snippet[] = [
  {
    word: 'block',
    label: 'block bots',
    detail: 'block a category of bots',
    body: 'bots ${1:crawlers} = catalog "${2:ai-training}"\nblock bot in ${1:crawlers}',
  },
  {
    word: 'block',
    label: 'block addresses',
    detail: 'block a list of addresses',
    body: 'list ${1:banned} = ${2:192.0.2.0/24}\nblock ip in ${1:banned}',
  },
  {
    word: 'allow',
    label: 'allow only',
    detail: 'restrict a part of the site',
    body: 'allow only ip in ${1:203.0.113.0/24, 2001:db8::/32} when path in ${2:/admin/**}',
  },
  {
    word: 'limit',
    label: 'limit per ip',
    detail: 'limit the rate of each client',
    body: 'limit ${1:60} per ${2:minute} per ip  as "${3:visitors}"',
  },
  {
    word: 'limit',
    label: 'limit sign-ins',
    detail: 'limit failed sign-ins',
    body: 'limit ${1:5} per ${2:15 minutes} per ip when path in ${3:/login}  counting only replies ${4:401}  as "${5:sign-ins}"',
  },
  {
    word: 'exempt',
    label: 'exempt',
    detail: 'lift limits for some clients',
    body: 'exempt ip in ${1:203.0.113.0/24} from limits',
  },
  {
    word: 'window',
    label: 'window',
    detail: 'name a time of the week',
    body: 'window ${1:peak} = ${2:mon-fri 09:00-17:00} ${3:Europe/Berlin}',
  },
  {
    word: 'where',
    label: 'where',
    detail: 'rules with a common condition',
    body: 'where ${1:path in /api/**} {\n  ${0}\n}',
  },
  {
    word: 'client',
    label: 'client ip',
    detail: 'trust the address that a proxy reports',
    body: 'client ip from ${1:x-forwarded-for} trusting ${2:127.0.0.1, ::1}',
  },
]

/** Returns the snippets that can be inserted where the grammar accepts these tokens. */
export function snippetsFor(tokens: readonly ExpectedToken[]): readonly Snippet[] {
  const words = new Set(tokens.filter(({ beginsStatement }) => beginsStatement).map(({ text }) => text))
  return snippets.filter(({ word }) => words.has(word))
}
