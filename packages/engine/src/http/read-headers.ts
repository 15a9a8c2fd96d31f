/** The lines of one header field: undefined if absent, a string for a single line, or several lines in the order received. */
export type FieldLines = string | readonly string[] | undefined

interface Wanted {
  /** Name in lower case. */
  readonly name: string
  /** Name in the spelling of most HTTP/1.1 clients: `User-Agent`. */
  readonly usual: string
  readonly slot: number
  /** Code of the first character with bit 5 set, in which most names already differ. */
  readonly first: number
}

/**
 * Creates a function that finds the wanted fields in a raw list of alternating names and values, in one pass; its result is in the order of
 * `names`, as `fieldName` returns them. Names are compared ignoring ASCII case (RFC 9110 §5.1); nothing is keyed by data from clients. `names` are distinct and lower case.
 */
export function createHeaderReader(names: readonly string[]): (headers: readonly string[]) => readonly FieldLines[] {
  const byLength: (Wanted[] | undefined)[] = Array.from({
    length: 1 + Math.max(0, ...names.flatMap(spellingsOf).map(({ length }) => length)),
  })
  for (const [slot, name] of names.entries()) {
    for (const spelling of spellingsOf(name)) {
      const usual = spelling.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
      ;(byLength[spelling.length] ??= []).push({ name: spelling, usual, slot, first: spelling.charCodeAt(0) | 32 })
    }
  }
  const nothing = names.map((): string | string[] | undefined => undefined)

  return (headers) => {
    const values = nothing.slice()
    const last = headers.length - 1
    for (let i = 0; i < last; i += 2) {
      const received = headers[i]!
      const wanted = received.length < byLength.length ? byLength[received.length] : undefined
      if (wanted === undefined) continue
      const first = received.charCodeAt(0) | 32
      for (let k = 0; k < wanted.length; k++) {
        const { name, usual, slot, first: wantedFirst } = wanted[k]!
        if (first !== wantedFirst) continue
        if (received !== usual && received !== name && !isSameName(received, name)) continue
        const sofar = values[slot]
        // WHY: a list is created only for a repeated field, because nearly all fields occur once.
        if (sofar === undefined) values[slot] = headers[i + 1]!
        else if (typeof sofar === 'string') values[slot] = [sofar, headers[i + 1]!]
        else sofar.push(headers[i + 1]!)
        break
      }
    }
    return values
  }
}

/**
 * The name under which a field is read: `referrer` is `referer`, because Koa's `ctx.get` and Express's `req.get` read either field under both names,
 * and prefer the one that no client sends by itself.
 */
export function fieldName(name: string): string {
  return name === 'referrer' ? 'referer' : name
}

function spellingsOf(name: string): readonly string[] {
  return name === 'referer' ? ['referer', 'referrer'] : [name]
}

/** All lines of a field as a list; undefined if it is absent. */
export function listOf(lines: FieldLines): readonly string[] | undefined {
  return typeof lines === 'string' ? [lines] : lines
}

/** Whether a received field name equals `name`, which is lower case and of the same length. */
function isSameName(received: string, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = received.charCodeAt(i)
    const lower = code >= 65 && code <= 90 ? code + 32 : code
    if (lower !== name.charCodeAt(i)) return false
  }
  return true
}
