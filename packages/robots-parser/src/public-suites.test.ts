import { describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { parseRobots } from './parse-robots.ts'

/**
 * The questions that public suites ask, in a short form: which URLs of a file they expect to be allowed (`+`) or disallowed (`-`) for
 * an agent. Where we decide otherwise, `differs` gives the reason.
 */
interface Question {
  readonly robots: string | Uint8Array
  /** `AGENT +URL -URL …` */
  readonly asks: readonly string[]
  readonly differs?: Difference
}

type Difference = keyof typeof differences

/** Why we decide otherwise than a suite expects. */
const differences = {
  mark: 'a partial byte order mark is skipped, as in the parser of the same authors; otherwise the first group is lost',
  url: 'a URL is escaped like the patterns, so that a server and a crawler mean the same page',
  unreserved: 'escapes of unreserved characters are the characters (RFC 9309 §2.2.2, RFC 3986 §2.3)',
  site: 'a URL is decided by its path, whatever its site',
} as const

const octets = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))
const any = 'User-Agent: foo\nDisallow: /AnyValue\n'
const twice = (end: string): string =>
  ['user-agent: foo', 'allow: /some/path', 'user-agent: bar', '', '', 'disallow: /'].join(end)
const delays = 'user-agent: *\ncrawl-delay: 10\n# a\ndisallow: /m-main/\ndisallow: /m-shared/\n# b\ndisallow: /m.php\n'
const groups =
  'allow: /foo/bar/\n\nuser-agent: f\ndisallow: /\nallow: /x/\nuser-agent: b\ndisallow: /\nallow: /y/\n\n\nallow: /w/\nuser-agent: z\n\nuser-agent: f\nallow: /z/\ndisallow: /\n'
const escaped = 'user-agent: f\ndisallow: /\nallow: /foo/bar/'
const fish = 'User-agent: *\nDisallow: /fish/\nDisallow: /test.html\n'

const suites: Readonly<Record<string, readonly Question[]>> = {
  'google/robotstxt-spec-test: ten files of `correctness`, one of `stress`': [
    { robots: octets([0xef, 0xbb, 0xbf], any), asks: ['foo -/AnyValue'] },
    { robots: octets([0xef, 0xbb], any), asks: ['foo +/AnyValue'], differs: 'mark' },
    { robots: octets([0xef], any), asks: ['foo +/AnyValue'], differs: 'mark' },
    { robots: octets([0xef, 0x11, 0xbf], any), asks: ['foo +/AnyValue'] },
    { robots: octets('User-Agent: foo\n', [0xef, 0xbb, 0xbf], 'Disallow: /AnyValue\n'), asks: ['foo +/AnyValue'] },
    { robots: 'user-agent: f\ndisallow: /\n', asks: ['f -/x/y', 'f -'] },
    { robots: 'foo: f\nbar: /\n', asks: ['f +/x/y'] },
    { robots: 'user-agent f\ndisallow /\n', asks: ['f -/x/y'] },
    { robots: twice('\n'), asks: ['bar -/page'] },
    { robots: twice('\r\n'), asks: ['bar -/page'] },
    { robots: twice('\r'), asks: ['bar -/page'] },
    { robots: `${twice('\n')}\n`, asks: ['bar -/page'] },
    { robots: twice('\n').replace('path\n', 'path\r\n').replace('\n\n', '\n\r\n'), asks: ['bar -/page'] },
    { robots: '', asks: ['f +', 'f +/x/y'] },
    { robots: 'user-agent: *\ndisallow: /x\nuser-agent: f\nallow: /x/y\n', asks: ['f +/x/y', 'b -/x/y'] },
    { robots: 'user-agent: f\nallow: /\nuser-agent: b\ndisallow: /\nuser-agent: z\ndisallow: /\n', asks: ['q +/x/y'] },
    {
      robots: groups,
      asks: ['f +/x/b +/z/d -/y/c -/foo/bar/', 'b +/y/c +/w/a -/z/d -/foo/bar/', 'z +/z/d -/foo/bar/'],
    },
    {
      robots: 'User-Agent: *\nAllow: /s/index.html\nDisallow: /\n',
      asks: ['f +/s/ -/s/index.htm +/s/index.html -/other'],
    },
    {
      robots: `${escaped.replace('bar/', 'bar?')}q=t&b=http://foo.bar?t&p\n`,
      asks: ['f +/foo/bar?q=t&b=http://foo.bar?t&p'],
    },
    { robots: `${escaped}ツ\n`, asks: ['f +/foo/bar/%E3%83%84'] },
    { robots: `${escaped}ツ\n`, asks: ['f -/foo/bar/ツ'], differs: 'url' },
    { robots: `${escaped}%E3%83%84\n`, asks: ['f +/foo/bar/%E3%83%84'] },
    { robots: `${escaped}%E3%83%84\n`, asks: ['f -/foo/bar/ツ'], differs: 'url' },
    { robots: `${escaped}%62%61%7A\n`, asks: ['f +/foo/bar/%62%61%7A'] },
    { robots: `${escaped}%62%61%7A\n`, asks: ['f -/foo/bar/baz'], differs: 'unreserved' },
    { robots: 'user-agent: f\ndisallow: /a/b/z\nallow: /a/*/x\n', asks: ['f -/a/b/z +/a/z +/a//z +/a/c/z'] },
    { robots: 'user-agent: f\ndisallow: /a/b$\nallow: /a/b/x\n', asks: ['f -/a/b +/a/b/x +/a/b/ +/a/b/z'] },
    { robots: 'user-agent: f\n# disallow: /\ndisallow: /a/z#x\nallow: /\n', asks: ['f +/a/b -/a/z'] },
    { robots: 'user-agent: *\ndisallow: /\nuser-agent: foo bar\nallow: /x/\ndisallow: /\n', asks: ['foo +/x/y'] },
    ...['FOO BAR', 'foo bar', 'FoO bAr'].map((name) => ({
      robots: `user-agent: ${name}\nallow: /x/\ndisallow: /\n`,
      asks: ['Foo +/x/y -/a/b', 'foo +/x/y -/a/b'],
    })),
    {
      robots: delays,
      asks: ['foobot +/ -/m.php', 'foo_bot +/bar/index.html', 'foo-bot +/m.pdf -/m-shared/index.html'],
    },
  ],
  'robots-parser on npm, its tests': [
    { robots: fish, asks: ['x +/fish +/Test.html -/fish/index.php -/fish/ -/test.html'] },
    {
      robots: `${fish}Allow: /fish/test.html\nAllow: /test.html\n`,
      asks: ['x +/fish +/fish/test.html +/Test.html -/fish/'],
    },
    {
      robots: 'User-agent: *\nDisallow: /fish*.php\nDisallow: /*.dext$\n',
      asks: ['x +/Fish.PHP +/F.dext1 -/fish.php -/fishheads/catfish.php?a -/A.dext -/F.dext.dext'],
    },
    { robots: 'User-agent: *\nDisallow: /test\nAllow: /test/\n', asks: ['x +/test/index.html +/test/ -/test'] },
    { robots: 'Disallow: /secret.html\nDisallow: /test\n', asks: ['x +/secret.html +/test/'] },
    { robots: `#\n# c\n#\nUser-agent: *\n# c\n${fish.slice(14)}`, asks: ['x +/fish -/fish/ -/test.html'] },
    { robots: `invalid line\n${fish}:::::another:::::\nUnknown: tule`, asks: ['x +/fish -/fish/ -/test.html'] },
    { robots: 'User-agent:\nDisallow: /fish/\n', asks: ['x +/fish +/fish/'] },
    { robots: 'User-agent: agenta\nUser-agent: agentb\nDisallow: /fish', asks: ['agenta -/fish'] },
    { robots: 'User-agent: *\nDisallow: /test', asks: ['x +http://other.example/test/'], differs: 'site' },
    {
      robots: 'User-agent: *\nDisallow: /secret.html\n',
      asks: ['x +http://www.münich.example/index.html -http://www.xn--mnich-kva.example/secret.html'],
    },
  ],
  'RFC 9309, examples of §2.2.2, §2.2.3 and §5': [
    {
      robots:
        'User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\nUser-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n',
      asks: [
        'x -/a.gif -/example/ +/publications/',
        'foobot -/ +/example/page.html +/example/allowed.gif',
        'barbot -/example/page.html +/x',
        'bazbot -/example/page.html',
        'quxbot +/a.gif +/example/',
      ],
    },
    {
      robots: 'User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n',
      asks: ['foobot -/example/page/disallowed.gif +/example/page/'],
    },
    {
      robots: `${escaped.replace('bar/', 'bar?')}baz=https://foo.bar\n`,
      asks: ['f +/foo/bar?baz=https%3A%2F%2Ffoo.bar'],
    },
    { robots: `${escaped}U+E38384\n`, asks: ['f +/foo/bar/U+E38384'] },
    {
      robots: 'User-Agent: *\nDisallow: /path/file-with-a-%2A.html\n',
      asks: ['x -/path/file-with-a-*.html +/path/file-with-a-x.html'],
    },
    { robots: 'User-Agent: *\nDisallow: /path/foo-%24\n', asks: ['x -/path/foo-$ +/path/foo-'] },
    {
      robots: 'User-Agent: *\nDisallow: /this/*/exactly\nDisallow: *.html$\n',
      asks: ['x -/this/path/exactly -/a.html +/a.html2'],
    },
  ],
}

/** Returns the questions on which we decide otherwise than expected. */
function wrong({ robots, asks }: Question): readonly string[] {
  const parsed = parseRobots(robots)
  return asks.flatMap((line) => {
    const [agent = '', ...urls] = line.split(' ')
    return urls
      .filter((url) => parsed.isAllowed(agent, url.slice(1)) !== url.startsWith('+'))
      .map((url) => `${agent} ${url}`)
  })
}

const countOf = (questions: readonly Question[]): number =>
  questions.flatMap(({ asks }) => asks.flatMap((line) => line.split(' ').slice(1))).length

describe('public suites', () => {
  test.each(Object.entries(suites))('%s: we decide as expected, except for the listed differences', (_, questions) => {
    for (const question of questions) {
      const all = question.differs === undefined ? 0 : countOf([question])
      expect({ robots: question.robots, wrong: wrong(question) }).toMatchObject({ wrong: { length: all } })
    }
  })

  test('the README has their figures', () => {
    const rows = Object.entries(suites).map(([suite, questions]) => {
      const differing = questions.filter(({ differs }) => differs !== undefined)
      return `| ${suite} | ${countOf(questions)} | ${countOf(questions) - countOf(differing)} | ${[...new Set(differing.map(({ differs }) => `${differs!} `))].join('').trimEnd().replaceAll(' ', ', ')} |`.replace(
        '|  |',
        '| |',
      )
    })
    const reasons = Object.entries(differences).map(([name, reason]) => `- \`${name}\`: ${reason}.`)
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
    for (const line of [...rows, ...reasons]) expect(readme).toContain(line.replaceAll(/\s+/g, ' '))
  })
})
