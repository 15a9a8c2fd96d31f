import { createRandom, runs, seed } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { buildTokenScan } from './build-token-scan.ts'
import { scanTokens } from './scan-tokens.ts'
import { createScanBuffer } from './scan-buffer.ts'
import { maxAgentScan, rowStep, type TokenScan } from './token-scan.ts'
import { tokenFault, type Token } from './token.ts'
import { usualAgents } from './usual-agents.ts'

const plain = (...texts: string[]): Token[] => texts.map((text) => ({ text, word: false }))
const word = (...texts: string[]): Token[] => texts.map((text) => ({ text, word: true }))

// Shared by all tests, so that the leftovers of one text are present for the next.
const buffer = createScanBuffer(maxAgentScan)

const scans = new WeakMap<readonly Token[], TokenScan>()

/** The scan for tokens, built once for as many texts as are looked at with them. */
function scanFor(tokens: readonly Token[]): TokenScan {
  const scan = scans.get(tokens) ?? buildTokenScan(tokens)
  scans.set(tokens, scan)
  return scan
}

function find(tokens: readonly Token[], text: string): { readonly found: readonly number[]; readonly best: number } {
  const out = new Uint32Array((tokens.length + 31) >>> 5)
  const best = scanTokens(scanFor(tokens), text, out, maxAgentScan, buffer)
  return { found: [...tokens.keys()].filter((token) => ((out[token >>> 5]! >>> (token & 31)) & 1) === 1), best }
}

/** The reference implementation: searches for each token at each position. */
function slowlyFind(tokens: readonly Token[], text: string): ReturnType<typeof find> {
  const fold = (string: string) => string.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const seen = fold(text.slice(0, maxAgentScan))
  const found: number[] = []
  let best = -1
  for (const [index, token] of tokens.entries()) {
    const sought = fold(token.text)
    for (let at = seen.indexOf(sought); at !== -1; at = seen.indexOf(sought, at + 1)) {
      const neighbours = text.charAt(at - 1) + text.charAt(at + sought.length)
      if (token.word && /[A-Za-z0-9]/.test(neighbours)) continue
      found.push(index)
      if (best === -1 || tokens[best]!.text.length < token.text.length) best = index
      break
    }
  }
  return { found, best }
}

describe('a scan', () => {
  it('finds tokens anywhere, in any case', () => {
    const agent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
    expect(find(plain('GoogleBot', 'bingbot', 'bot'), agent)).toEqual({ found: [0, 2], best: 0 })
  })

  it('finds tokens inside other tokens and overlapping them', () => {
    expect(find(plain('she', 'he', 'hers', 'his'), 'ushers')).toEqual({ found: [0, 1, 2], best: 2 })
    expect(find(plain('abcd', 'bc'), 'xabcx')).toEqual({ found: [1], best: 1 })
  })

  it('returns the longest token, and the first of several that are equally long', () => {
    const agent = 'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)'
    expect(find(plain('crawler', 'meta-externalagent'), agent).best).toBe(1)
    expect(find(plain('bbb', 'aaa'), 'aaa bbb').best).toBe(0)
    expect(find(plain('aaa', 'AAA'), 'aaa')).toEqual({ found: [0, 1], best: 0 })
  })

  it('finds nothing in an empty text, or without tokens', () => {
    expect(find(plain('a'), '')).toEqual({ found: [], best: -1 })
    expect(find([], 'Googlebot')).toEqual({ found: [], best: -1 })
  })

  it('finds words only between characters that are neither letters nor digits', () => {
    const tokens = [...word('code'), ...plain('code')]
    for (const text of ['Code', 'Code/1.0', '(code)', 'x-code;', 'code decode', 'decode code', 'é code é', 'écodeé']) {
      expect([text, find(tokens, text).found]).toEqual([text, [0, 1]])
    }
    for (const text of ['decode', 'codex', 'code1', '9code', 'decoded']) {
      expect([text, find(tokens, text).found]).toEqual([text, [1]])
    }
  })

  it('keeps bits that are already set', () => {
    const out = Uint32Array.of(0b1000)
    scanTokens(buildTokenScan(plain('a', 'b')), 'b', out)
    expect(out[0]).toBe(0b1010)
  })

  it('reads the first 2,048 characters, and the one after them to delimit a word', () => {
    const padding = '-'.repeat(maxAgentScan - 3)
    expect(find([...plain('bot'), ...word('bot')], `${padding}bot`).found).toEqual([0, 1])
    expect(find([...plain('bot'), ...word('bot')], `${padding}bots`).found).toEqual([0])
    expect(find(plain('bot'), `-${padding}bot`).found).toEqual([])
  })

  it('does the same if characters take several bytes', () => {
    const padding = 'ツ'.repeat(maxAgentScan - 3)
    expect(find([...plain('bot'), ...word('bot')], `${padding}bot`).found).toEqual([0, 1])
    expect(find([...plain('bot'), ...word('bot')], `${padding}bots`).found).toEqual([0])
    expect(find(word('bot'), `${padding}botツ`).found).toEqual([0])
    expect(find(plain('bot'), `ツ${padding}bot`).found).toEqual([])
    // A surrogate pair that the limit splits, and lone surrogates.
    const pair = '\u{1f916}'
    expect(find(plain('bot'), `${'-'.repeat(maxAgentScan - 4)}bot${pair}`).found).toEqual([0])
    expect(find(plain('bot'), `\ud83ebot\udd16`).found).toEqual([0])
    expect(find(word('bot'), `\ud83ebot\udd16`).found).toEqual([0])
  })

  it('works without a buffer, and creates another one if the given one is too small', () => {
    const scan = buildTokenScan(word('googlebot'))
    for (const own of [undefined, createScanBuffer(0), createScanBuffer(5), createScanBuffer(50)]) {
      expect(scanTokens(scan, '(Googlebot)', new Uint32Array(1), 20, own)).toBe(0)
      expect(scanTokens(scan, 'ツ(Googlebot)s', new Uint32Array(1), 11, own)).toBe(0)
      expect(scanTokens(scan, 'Googlebots', new Uint32Array(1), 9, own)).toBe(-1)
      expect(scanTokens(scan, 'Googlebot', new Uint32Array(1), 8, own)).toBe(-1)
    }
  })

  it('does not find characters outside ASCII that fold into it', () => {
    expect(find(plain('k', 's', 'i'), '\u212a\u017f\u0130\u0131').found).toEqual([])
  })
})

describe('a token', () => {
  it('consists of printable ASCII and is not empty', () => {
    expect(tokenFault('Brightbot 1.0')).toBeUndefined()
    for (const text of ['', 'ツ', 'é', 'a\n', '\0']) expect([text, typeof tokenFault(text)]).toEqual([text, 'string'])
    expect(() => buildTokenScan(plain('ツ'))).toThrow(TypeError)
  })
})

it('agrees with a search for each token at each position', () => {
  const letters = fc.constantFrom('a', 'b', 'A', 'B', 'c', '1', '-', ' ')
  const token = fc.record({ text: fc.string({ unit: letters, minLength: 1, maxLength: 5 }), word: fc.boolean() })
  const text = fc.string({
    unit: fc.oneof({ weight: 9, arbitrary: letters }, fc.constantFrom('é', 'ツ', '\0')),
    maxLength: 60,
  })
  fc.assert(
    fc.property(fc.array(token, { maxLength: 70 }), text, (tokens, agent) => {
      expect(find(tokens, agent)).toEqual(slowlyFind(tokens, agent))
    }),
    { numRuns: runs(500, 1 / 2) },
  )
})

it('agrees on any text with any printable tokens', () => {
  const token = fc.record({ text: fc.string({ minLength: 1, maxLength: 3 }), word: fc.boolean() })
  fc.assert(
    fc.property(fc.array(token, { maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 200 }), (tokens, agent) => {
      expect(find(tokens, agent)).toEqual(slowlyFind(tokens, agent))
    }),
    { numRuns: runs(150, 1 / 2) },
  )
})

it('agrees on texts composed of the beginnings, middles and ends of long tokens', () => {
  const letters = fc.constantFrom('a', 'b', 'o', 't', 'x', '/', '1')
  const shortest = fc.constantFrom(2, 3, 4, 5, 6, 7, 9, 20)
  const tokens = shortest.chain((minLength) =>
    fc.array(
      fc.record({ text: fc.string({ unit: letters, minLength, maxLength: minLength + 25 }), word: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
  )
  const cut = fc.record({ token: fc.nat(), from: fc.nat({ max: 30 }), to: fc.nat({ max: 45 }), upper: fc.boolean() })
  const glue = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(' ', 'a', 'ツ', '\u{1f916}', '0'))
  const piece = fc.tuple(cut, glue)
  fc.assert(
    fc.property(tokens, fc.array(piece, { maxLength: 30 }), (sought, pieces) => {
      const agent = pieces
        .map(([{ token, from, to, upper }, after]) => {
          const part = sought[token % sought.length]!.text.slice(from % 10, Math.max(to, 1)) + after
          return upper ? part.toUpperCase() : part
        })
        .join('')
      expect(find(sought, agent)).toEqual(slowlyFind(sought, agent))
    }),
    { numRuns: runs(400, 1 / 2) },
  )
})

it('agrees at every distance from the beginning and the end of a text', () => {
  for (const text of ['ab', 'bot', 'curl', 'ccbot', 'spider', 'crawler', 'amazonbot', 'meta-externalagent/1.1']) {
    const tokens = [...plain(text, `${text}x`), ...word(text)]
    for (let before = 0; before < 40; before++) {
      for (const after of ['', 'x', 'xy', '/2.0 (+http://example.com)']) {
        const agent = 'ab-'.repeat(14).slice(0, before) + text + after
        expect([agent, find(tokens, agent)]).toEqual([agent, slowlyFind(tokens, agent)])
      }
    }
  }
})

it('agrees on browsers, and on repetitions that a hostile client sends', () => {
  const tokens = [...plain('googlebot', 'bingbot', 'aaaaaaab', 'mozilla/4', 'gecko/2009'), ...word('chrome', 'safari')]
  for (const agent of [
    ...usualAgents,
    'a'.repeat(3_000),
    'aaaaaaab'.repeat(300),
    'googlebo'.repeat(300),
    'googlebooglebot'.repeat(200),
    'gle'.repeat(900),
  ]) {
    expect([agent, find(tokens, agent)]).toEqual([agent, slowlyFind(tokens, agent)])
  }
})

it('agrees if too many states have several children to give all of them rows', () => {
  const draw = createRandom(seed)
  const random = (below: number) => Math.floor(draw() * below)
  const text = (length: number) => Array.from({ length }, () => String.fromCharCode(97 + random(3))).join('')
  const printable = Array.from({ length: 95 }, (_, code) => String.fromCharCode(32 + code))
  const tokens = [
    ...plain(...printable),
    ...Array.from({ length: 4_000 }, () => ({ text: text(8 + random(16)), word: random(2) === 0 })),
  ]
  const scan = buildTokenScan(tokens)
  const loose = buildTokenScan(tokens.map(({ text: sought }) => ({ text: sought, word: false })))
  const rowCount = scan.rows.length / scan.classCount
  expect(scan.steps.filter((step) => step >= rowStep).length).toBe(rowCount)
  // In addition to the states of the trie there are states that represent another one, and each child but the first has one.
  const prefixes = new Set(
    tokens.flatMap(({ text: sought }) =>
      Array.from({ length: sought.length + 1 }, (_, length) => sought.toLowerCase().slice(0, length)),
    ),
  )
  expect(scan.steps.length).toBeGreaterThan(prefixes.size + 1_000)
  for (let round = 0; round < 40; round++) {
    const agent = Array.from({ length: 30 }, () => (random(3) === 0 ? text(9) : tokens[95 + random(4_000)]!.text)).join(
      random(2) === 0 ? '' : ' ',
    )
    const out = new Uint32Array((tokens.length + 31) >>> 5)
    const best = scanTokens(scan, agent, out)
    const long = tokens[95 + random(4_000)]!.text
    expect(scanTokens(loose, long, new Uint32Array(out.length), long.length - 1)).not.toBe(
      scanTokens(loose, long, new Uint32Array(out.length)),
    )
    const half = agent.length >>> 1
    const cut = scanTokens(loose, agent, new Uint32Array(out.length), half)
    expect(cut).toBe(scanTokens(loose, agent.slice(0, half), new Uint32Array(out.length)))
    const found = [...tokens.keys()].filter((token) => ((out[token >>> 5]! >>> (token & 31)) & 1) === 1)
    expect({ found, best }).toEqual(slowlyFind(tokens, agent))
  }
})
