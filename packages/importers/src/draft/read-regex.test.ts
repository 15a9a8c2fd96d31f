import { describe, expect, it } from 'vitest'
import { readRegex, type RegexMatch } from './read-regex.ts'

/** Returns a match as a pattern: `*` is any characters, `/` in front of it except slashes, `^` and `$` the ends. */
function textOf({ pieces, fromStart, toEnd, except }: RegexMatch): string {
  const parts = pieces.map((piece) => {
    switch (piece.kind) {
      case 'text':
        return piece.text
      case 'any':
        return '*'
      case 'segment':
        return '?'
      case 'edge':
        return '|'
    }
  })
  const whole = `${fromStart ? '^' : ''}${parts.join('')}${toEnd ? '$' : ''}`
  return [whole, ...except.map((each) => `not ${textOf(each)}`)].join(' ')
}

function read(source: string, ignoresCase = false): readonly string[] {
  const { matches, lost, approximated } = readRegex(source, ignoresCase)
  return [...matches.map(textOf), ...lost.map((each) => `lost ${each}`), ...approximated.map((why) => `(${why})`)]
}

describe('readRegex', () => {
  it('reads texts, alternatives, anchors and wildcards', () => {
    expect(read('^/a(b|c)?\\.php$')).toEqual(['^/ab.php$', '^/ac.php$', '^/a.php$'])
    expect(read('x.*y')).toEqual(['x*y'])
    expect(read('^.*x.*$')).toEqual(['x'])
    expect(read('^/u/[^/]+/edit$')).toEqual(['^/u/?/edit$'])
    expect(read('^$')).toEqual(['^$'])
    expect(read('(?i)Bot')).toEqual(['Bot'])
    expect(readRegex('(?i:scrapy|(?:B(o)|x)t)').ignoresCase).toBe(true)
    expect(read('(?i:a)b')).toEqual(['lost (?i:a)b'])
  })

  it('lists the characters of classes', () => {
    expect(read('php[1-3]?x')).toEqual(['php1x', 'php2x', 'php3x', 'phpx'])
    expect(read('[Bb]ot')).toEqual(['Bot', 'bot'])
    expect(read('[Bb]ot', true)).toEqual(['bot'])
    expect(read('v\\d$')).toHaveLength(10)
    expect(read('a[\\w-]b')).toHaveLength(64)
    expect(read('a{2}')).toEqual(['aa'])
    expect(read('[ab]{1,2}$')).toEqual(['a$', 'b$', 'aa$', 'ab$', 'ba$', 'bb$'])
  })

  it('needs the minimum of a repetition at an open end only', () => {
    expect(read('bot[01]+')).toEqual(['bot0', 'bot1'])
    expect(read('x[a-z]*')).toEqual(['x'])
    expect(read('[01]+x$')).toEqual(['0x$', '1x$'])
    expect(read('a{3,}')).toEqual(['aaa'])
    expect(read('bot[0-9]+x')).toEqual(['lost bot[0-9]+x'])
  })

  it('reads a negative look-ahead as an exception', () => {
    expect(read('^/setup/(?!pub/).')).toEqual(['^/setup/ not ^/setup/pub/ not ^/setup/$'])
    expect(read('^(?!.*good).*bot')).toEqual(['bot not good'])
    expect(read('/\\.(?!well-known\\/)')).toEqual([
      '/. not /.well-known/',
      '(what contains both (?!well-known\\/) and another match is not matched)',
    ])
    expect(read('^/(?!a|b$).*\\.php$')).toEqual(['^/*.php$ not ^/a not ^/b$'])
  })

  it('leaves out only the alternatives that it cannot read', () => {
    expect(read('(ahrefsbot|bot(?<=x)|[^a]y|semrush)')).toEqual([
      'ahrefsbot',
      'semrush',
      'lost bot(?<=x)',
      'lost [^a]y',
    ])
    expect(read('a(x|(y(?=z)|w))b')).toEqual(['axb', 'awb', 'lost y(?=z)'])
    expect(read('a((?=z)|(?<=y))b|c')).toEqual(['c', 'lost a((?=z)|(?<=y))b'])
    expect(read('a(b')).toEqual(['lost a(b'])
    expect(read('a)b')).toEqual(['lost a)b'])
    expect(read(`${'('.repeat(100)}a${')'.repeat(100)}`)).toHaveLength(1)
  })

  it('says how a match differs', () => {
    expect(read('a.b')).toEqual(['a.b', '(each `.` that stands for any character is read as a dot)'])
    expect(read('x.+y')).toEqual(['x*y', '(`.+` may be empty)'])
  })

  it('reads an escaped blank as a blank', () => {
    expect(read('ChatGPT\\ Agent')).toEqual(['ChatGPT Agent'])
    expect(read('ChatGPT\\ Agent|a\\sb')).toEqual(['ChatGPT Agent', 'a b', '(`\\s` is read as a blank)'])
  })

  it('reads one character except a slash only where more may follow', () => {
    expect(read('^/a/([^/]|x)$')).toEqual(['^/a/x$', 'lost ^/a/[^/]$'])
    expect(read('^/a/[^/]{2}$')).toEqual(['lost ^/a/[^/][^/]$'])
    expect(read('^/a/[^/]')).toEqual(['^/a/ not ^/a/$'])
    expect(read('^/a/[^/]*[^/]*/b$')).toEqual(['^/a/?/b$'])
  })

  it('leaves out what flags, quotations and possessive repetitions change', () => {
    expect(read('(?s)a|(?:b)')).toEqual(['a', 'b'])
    expect(readRegex('(?si)a').ignoresCase).toBe(true)
    expect(readRegex('(?s)a').ignoresCase).toBe(false)
    expect(read('(?x)a | b')).toEqual(['lost (?x)a | b'])
    expect(read('a(?i)b|c')).toEqual(['lost a(?i)b|c'])
    expect(read('\\Qa|b|c\\E')).toEqual(['lost \\Qa|b|c\\E'])
    expect(read('.*+x|a++b|c')).toEqual(['c', 'lost .*+x', 'lost a++b'])
    expect(read('[[:alpha:]|]x|c')).toEqual(['c', 'lost [[:alpha:]|]x'])
  })

  it('leaves out a look-ahead that forbids its own continuation', () => {
    expect(read('(?!bad)b')).toEqual(['lost (?!bad)b'])
    expect(read('(?!.*good).*bot')).toEqual(['lost (?!.*good).*bot'])
    expect(read('(?!bad)good')).toEqual(['good'])
  })

  it('limits combinations of alternatives, not alternatives', () => {
    const matches = (source: string): number => readRegex(source, false, 10).matches.length
    expect(matches('(a|b|c|d|e|f|g|h|i|j|k|l)x')).toBe(12)
    expect(matches('[ab][cd]|[a-d][x-z]|e')).toBe(5)
    expect(matches('[a-d]{2}')).toBe(0)
  })

  it('reads thousands of alternatives', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `name${index}`)
    expect(readRegex(`(${many.join('|')})`).matches).toHaveLength(10_000)
  })
})
