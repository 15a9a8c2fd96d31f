import fc from 'fast-check'
import { joined, oneOfTokens, optional, tokens, type Tokens } from './random-tokens.ts'
import { name, text } from './random-word.ts'

const address: fc.Arbitrary<string> = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom(
    '10.0.0.0/8',
    '2001:db8::/32',
    '::1',
    '::ffff:192.0.2.1',
    '10.0.0.256',
    '010.0.0.1',
    'fe80::1%eth0/64',
  ),
)

/** An address, a prefix or a range. */
export const addressEntry: fc.Arbitrary<Tokens> = oneOfTokens(tokens(address), tokens(address, '-', address))

const fileFilter: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens('where', text, '==', text),
  tokens('where', text, 'in', joined(tokens(text), ',', 3)),
)

const listEntry: fc.Arbitrary<Tokens> = oneOfTokens(
  addressEntry,
  addressEntry,
  tokens(name),
  tokens('file', text, optional(tokens('at', text)), optional(fileFilter)),
  tokens('aws', text),
)

/** The right side of `list`. */
export const addressSet: fc.Arbitrary<Tokens> = tokens(
  joined(listEntry, ',', 9),
  optional(tokens('except', joined(listEntry, ','))),
)

const botEntry: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens(
    fc.constantFrom(
      'googlebot',
      'bot',
      'file',
      '360spider',
      'iaskspider/2.0',
      'meta-externalagent',
      'mon',
      'Bytespider',
    ),
  ),
  tokens(text),
  tokens('word', text),
  tokens('set', name),
  tokens('catalog', text),
)

/** The right side of `bots`. */
export const botSet: fc.Arbitrary<Tokens> = tokens(
  joined(botEntry, ',', 12),
  optional(tokens('except', joined(botEntry, ','))),
  optional(tokens('from', addressSet)),
)

const pathEntry: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens(fc.constantFrom('/', '/**', '/web/static/**', '/api/*/keys', '/a%20b;c', '/~user')),
  tokens(name),
)

/** The right side of `paths`. */
export const pathSet: fc.Arbitrary<Tokens> = tokens(
  joined(pathEntry, ',', 9),
  optional(tokens('except', joined(pathEntry, ','))),
)

/** The right side of `texts`. */
export const textSet: fc.Arbitrary<Tokens> = tokens(
  joined(tokens(fc.oneof(text, name)), ','),
  optional(tokens('except', joined(tokens(text), ','))),
)

const day = fc.constantFrom('mon', 'tue', 'sat', 'sun', 'Fri')
const date = fc.constantFrom('2026-12-24', '2027-01-03', '2026-2-30')
const clock = fc.constantFrom('04:00', '17:00', '24:00', '9:05', '04:00:00')

const dates: fc.Arbitrary<Tokens> = oneOfTokens(tokens(date), tokens(date, '-', date))
const days: fc.Arbitrary<Tokens> = oneOfTokens(tokens(day), tokens('mon-fri'), tokens('SAT-sun'), tokens(day, '-', day))
const clockSpan: fc.Arbitrary<Tokens> = tokens(clock, '-', clock)

/** Dates, days and a clock span, at least one of them. */
export const windowSpan: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens(dates, optional(days), optional(clockSpan)),
  tokens(days, optional(clockSpan)),
  clockSpan,
)

/** A time zone. */
export const zone: fc.Arbitrary<string> = fc.constantFrom(
  'UTC',
  'Europe/Bucharest',
  'America/Argentina/Buenos_Aires',
  'Etc/GMT+5',
)

const names: fc.Arbitrary<Tokens> = joined(tokens(name), ',')

/** What follows `during` or `window NAME =`; there is a time zone only if there is a span. */
export const windowSet: fc.Arbitrary<Tokens> = oneOfTokens(
  names,
  tokens(
    joined(oneOfTokens(windowSpan, windowSpan, tokens(name)), ',', 4),
    ',',
    windowSpan,
    optional(tokens('except', joined(oneOfTokens(windowSpan, tokens(name)), ','))),
    optional(tokens(zone)),
  ),
)
