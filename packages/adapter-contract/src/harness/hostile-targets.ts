import fc from 'fast-check'

/** Parts of targets that a gate and a router could interpret differently. */
const pieces = [
  'admin',
  'ADMIN',
  'Admin',
  '%61dmin',
  '%41dmin',
  'adm%69n',
  'adm%C4%B1n',
  'ADM\u0130N',
  'adm%25%36%39n',
  'admin%00',
  'admin%20',
  'admin%2F',
  'admin%2f..',
  'admin.',
  'admin;x=1',
  'admin%3Bx',
  'web',
  'static',
  'WEB',
  'panel',
  'users',
  '..',
  '.',
  '...',
  '%2e%2e',
  '%2E.',
  '.%2e',
  '%252e%252e',
  '..;',
  '..;x=1',
  '%2e%2e%3b',
  '\\',
  '%5c',
  '%2f',
  '%252f',
  '%',
  '%zz',
  '%c0%ae%c0%ae',
  '%e0%80%af',
  '\u00e9',
  '%C3%A9',
  ':',
  '@',
  '*',
  '**',
  '(.*)',
  '{id}',
  '|',
  '~',
  '+',
  '__proto__',
  '',
  ' ',
  '\t',
  '\u007f',
  '\u0085',
  '\u00a0',
] as const

const separators = ['/', '//', '///', '\\', '%2f', '%5c', ';', '/;', '/./', '/../', '/%2e/', ''] as const

const forms = [
  '',
  'http://site.example',
  'HTTP://SITE.EXAMPLE:80',
  'https://site.example',
  'http://site.example:80',
  'http:',
  'http:/',
  'ws://site.example',
  'javascript:',
  '//site.example',
  'http://user@site.example',
  'http://site.example\\@other',
] as const

const ends = [
  '',
  '/',
  '//',
  '?',
  '?q',
  '?/../admin',
  '#',
  '#/admin',
  ';',
  '%20',
  '%2e',
  '.',
  '/.',
  '/..',
  '/%2e%2e',
  '?#',
] as const

/** Random targets, mostly of parts that resemble `/admin` or attempt to leave their folder. */
export const hostileTargets: fc.Arbitrary<string> = fc
  .record({
    form: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...forms) }),
    first: fc.constantFrom('/', '/', '/', ...separators),
    parts: fc.array(
      fc.record({
        piece: fc.oneof(
          { weight: 2, arbitrary: fc.constantFrom('admin', 'web', 'static', 'panel', 'users') },
          { weight: 3, arbitrary: fc.constantFrom(...pieces) },
        ),
        separator: fc.oneof(
          { weight: 2, arbitrary: fc.constant('/') },
          { weight: 1, arbitrary: fc.constantFrom(...separators) },
        ),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    end: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...ends) }),
  })
  .map(
    ({ form, first, parts, end }) =>
      form + first + parts.map(({ piece, separator }, at) => (at === 0 ? piece : separator + piece)).join('') + end,
  )
