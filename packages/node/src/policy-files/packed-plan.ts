import type { Plan } from '@tidegate/engine'

/**
 * A plan in pieces. They can be sent to another thread and unpacked there one after another in short steps; receiving the whole plan at once would
 * delay requests by about 8 ms per thousand rules.
 */
export interface PackedPlan {
  readonly pieces: readonly Piece[]
}

/** A part of a plan: the plan without its long lists, or some items of one such list. */
interface Piece {
  /** The list that its items belong to; absent for the first piece, which is the plan itself. */
  readonly list?: Path
  /** JSON in UTF-8 of a `PieceText`. */
  readonly json: Uint8Array<ArrayBuffer>
  /** Positions of arrays that are transferred. */
  readonly large: readonly { readonly path: Path; readonly array: TypedArray }[]
}

interface PieceText {
  readonly items: readonly unknown[]
  /** Short arrays of numbers, with their types and positions. */
  readonly small: readonly (readonly [path: Path, type: TypeName, numbers: readonly number[]])[]
}

/** The names and indices of the path from a plan to a part of it. */
type Path = readonly (string | number)[]

type TypedArray = Uint8Array | Uint16Array | Uint32Array | Int32Array
type TypeName = 'Uint8Array' | 'Uint16Array' | 'Uint32Array' | 'Int32Array'

const types: { readonly [K in TypeName]: new (numbers: readonly number[]) => TypedArray } = {
  Uint8Array,
  Uint16Array,
  Uint32Array,
  Int32Array,
}

/** Maximum length of a list in the first piece; longer lists are sent in separate pieces. */
const maxItems = 32
/** Length in characters at which a piece is complete; it takes a fraction of a millisecond to read. */
const pieceLength = 16_384
/** Minimum length of an array that is transferred; shorter ones are written as text, because copying them is faster. */
const minLarge = 4_096

/** Splits a plan into pieces. They contain the plan's own arrays, not copies, so that these can be transferred. Linear. */
export function packPlan(plan: Plan): PackedPlan {
  const pieces: Piece[] = []
  const waiting: { readonly path: Path; readonly items: readonly unknown[] }[] = []
  let small: PieceText['small'][number][] = []
  let large: Piece['large'][number][] = []

  function close(texts: readonly string[], list?: Path): void {
    const json = new TextEncoder().encode(`{"items":[${texts.join(',')}],"small":${JSON.stringify(small)}}`)
    pieces.push({ ...(list !== undefined && { list }), json, large })
    small = []
    large = []
  }

  /** A copy of a value without its long lists and arrays, which are recorded. */
  function strip(value: unknown, path: Path): unknown {
    if (isTypedArray(value)) {
      if (value.byteLength >= minLarge) large.push({ path, array: value })
      else small.push([path, value.constructor.name as TypeName, [...value]])
      return 0
    }
    if (typeof value !== 'object' || value === null) return value
    if (!Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, strip(part, [...path, name])]))
    }
    if (value.length <= maxItems) return value.map((item, index) => strip(item, [...path, index]))
    waiting.push({ path, items: value })
    return []
  }

  close([JSON.stringify(strip(plan, []))])
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, items } = next
    let texts: string[] = []
    let length = 0
    for (const [index, item] of items.entries()) {
      const smallBefore = small.length
      const text = JSON.stringify(strip(item, [...path, index]))
      texts.push(text)
      length += text.length
      for (const [, , numbers] of small.slice(smallBefore)) length += numbers.length * 8
      if (length < pieceLength) continue
      close(texts, path)
      texts = []
      length = 0
    }
    if (texts.length > 0) close(texts, path)
  }
  return { pieces }
}

/** Restores a packed plan piece by piece, and yields where other work may be done. Each step is short; together, the steps take linear time. */
export function* unpackPlan({ pieces }: PackedPlan): Generator<void, Plan> {
  const holder: { plan?: unknown } = {}
  for (const { list, json, large } of pieces) {
    const { items, small } = JSON.parse(new TextDecoder().decode(json)) as PieceText
    if (list === undefined) holder.plan = items[0]
    else {
      const target = partAt(holder.plan, list) as unknown[]
      for (const item of items) target.push(item)
    }
    for (const [path, type, numbers] of small) put(holder.plan, path, new types[type](numbers))
    for (const { path, array } of large) put(holder.plan, path, array)
    yield
  }
  return holder.plan as Plan
}

function partAt(value: unknown, path: Path): unknown {
  return path.reduce((part, name) => (part as Readonly<Record<string | number, unknown>>)[name], value)
}

function put(value: unknown, path: Path, array: TypedArray): void {
  const parent = partAt(value, path.slice(0, -1)) as Record<string | number, unknown>
  parent[path.at(-1) ?? ''] = array
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && Object.hasOwn(types, value.constructor.name)
}
