import { type Site, siteLimits, sitePolicy } from './site.ts'

/** A word of the language, and the files of the site's policy with it. */
export interface WordPolicy {
  readonly word: string
  /** How the policy with the word differs from the one without it. */
  readonly note: string
  readonly files: (site: Site) => Readonly<Record<string, string>>
}

const guests = `limit ${siteLimits.guestsPerMinute} per minute per ip as "guests" including refused`
const everybody = `limit ${siteLimits.everybodyPerHour} per hour per ip as "everybody"`

/** The site's policy with each of the newer words, all in `bench.policy`. */
export const wordPolicies: readonly WordPolicy[] = [
  changed('`then block for`', 'on the limit of guests', guests, `${guests} then block for 1 hour`),
  changed(
    '`costing`',
    'two costs on the limit of guests',
    guests,
    guests.replace(' as ', ' costing 5 if path in /search, 2 if path in /articles/** as '),
  ),
  changed('`per calendar`', 'instead of a sliding hour', everybody, everybody.replace('per hour', 'per calendar hour')),
  changed('`at once`', 'one limit more', everybody, `${everybody}\nlimit 40 at once per ip as "parallel"`),
  {
    word: '`include`',
    note: 'two files instead of one',
    files: (site) => {
      const text = sitePolicy(site)
      const rules = text.indexOf('\nblock ip in attackers')
      const names = text.slice(text.indexOf('\n', text.indexOf('client ip')), rules)
      return {
        'bench.policy': `${text.slice(0, text.indexOf(names))}\ninclude "rules.policy"\n`,
        'rules.policy': `${names}${text.slice(rules)}`,
      }
    },
  },
]

function changed(word: string, note: string, without: string, withIt: string): WordPolicy {
  return {
    word,
    note,
    files: (site) => {
      const text = sitePolicy(site)
      if (!text.includes(without)) throw new Error(`the policy of the site has no ${without}`)
      return { 'bench.policy': text.replace(without, withIt) }
    },
  }
}
