import { shortOptions, valueOptions } from './curl-options.ts'

/** One option of a curl command line with its long name; `value` is empty if the option takes no value. */
export interface CurlOption {
  readonly name: string
  readonly value: string
}

/** Options and URLs of a curl command line, up to `--next`. */
export interface CurlLine {
  readonly urls: readonly string[]
  readonly has: (name: string) => boolean
  /** Returns the last value of an option, which is the one that counts for most options. */
  readonly last: (name: string) => string | undefined
  /** Returns all options with these names, in order. */
  readonly all: (names: readonly string[]) => readonly CurlOption[]
}

/** Reads the words after `curl`. */
export function readCurlLine(words: readonly string[]): CurlLine {
  const options: CurlOption[] = []
  const urls: string[] = []
  const add = (name: string, value: string): void => void options.push({ name, value })
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!
    if (word === '--next' || word === '-:') break
    if (word.startsWith('--')) {
      const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word)!
      if (value !== undefined) add(name, value)
      else if (valueOptions.has(name)) add(name, words[(at += 1)] ?? '')
      else add(name, '')
    } else if (word.startsWith('-') && word.length > 1) {
      for (let letter = 1; letter < word.length; letter += 1) {
        const name = shortOptions[word[letter]!] ?? word[letter]!
        if (!valueOptions.has(name)) add(name, '')
        else {
          add(name, letter + 1 < word.length ? word.slice(letter + 1) : (words[(at += 1)] ?? ''))
          break
        }
      }
    } else urls.push(word)
  }
  const all = (names: readonly string[]): readonly CurlOption[] => options.filter(({ name }) => names.includes(name))
  return {
    urls: [...all(['url']).map(({ value }) => value), ...urls],
    has: (name) => options.some((option) => option.name === name),
    last: (name) => all([name]).at(-1)?.value,
    all,
  }
}
