import type { TestReply } from '@tidegate/engine/testing'

/** What a client receives: a status, and possibly header fields and a part of the body. */
export interface Outcome {
  readonly status: number
  /** Expected values by name; undefined for a field that must not be sent. A value that ends in `…` is the beginning of the field. */
  readonly fields: readonly (readonly [name: string, value: string | undefined])[]
  readonly text: string | undefined
}

const part = /no `(?<absent>[\w-]+)`|body `(?<body>[^`]*)`|`(?<name>[\w-]+): (?<value>[^`]*)`/g

/** Reads an outcome in words: ``429 with `Retry-After: 60`, no `RateLimit`, body `a part of the body` ``. */
export function readOutcome(words: string): Outcome {
  const [, status, rest = ''] = /^(\d{3})(?: with)?\b(.*)$/.exec(words) ?? []
  const left = rest.replaceAll(part, '')
  if (status === undefined || /[^\s,]/.test(left)) throw new Error(`not an outcome: ${words}`)
  const parts = [...rest.matchAll(part)].map(({ groups = {} }) => groups)
  return {
    status: Number(status),
    fields: parts.flatMap(({ absent, name, value }) => {
      if (absent !== undefined) return [[absent.toLowerCase(), undefined] as const]
      return name === undefined ? [] : [[name.toLowerCase(), value] as const]
    }),
    text: parts.find(({ body }) => body !== undefined)?.['body'],
  }
}

/** What a reply has of an expected outcome: the fields and the text that it names. Equal to `expected` if the reply is as expected. */
export function seenIn({ status, headers, body }: TestReply, expected: Outcome): Outcome {
  return {
    status,
    fields: expected.fields.map(([name, value]) => {
      const sent = headers[name]
      const isBegun = value?.endsWith('…') === true && sent?.startsWith(value.slice(0, -1)) === true
      return [name, isBegun ? value : sent]
    }),
    text: expected.text !== undefined && body.includes(expected.text) ? expected.text : expected.text && body,
  }
}
