/** A value in a record of a database. Numbers are unsigned 32-bit integers or doubles, bigints unsigned 64-bit integers. */
export type MmdbValue =
  | string
  | number
  | bigint
  | boolean
  | readonly MmdbValue[]
  | { readonly [name: string]: MmdbValue }

/**
 * Encodes a value for the data section (MaxMind DB File Format Specification 2.0, "Data Field Format"): a control byte with three bits of
 * type and five of size, further bytes of the size if it is large, and the payload. Pointers are not used.
 */
export function encodeMmdbValue(value: MmdbValue): Uint8Array {
  if (typeof value === 'string') {
    const bytes = new TextEncoder().encode(value)
    return join([control(types.text, bytes.length), bytes])
  }
  if (typeof value === 'boolean') return control(types.boolean, value ? 1 : 0)
  if (typeof value === 'bigint') return unsigned(types.uint64, value)
  if (typeof value === 'number') return isUint32(value) ? unsigned(types.uint32, BigInt(value)) : double(value)
  if (isArray(value)) return join([control(types.array, value.length), ...value.map(encodeMmdbValue)])
  return join([
    control(types.map, Object.keys(value).length),
    ...Object.entries(value).flatMap(([name, each]) => [encodeMmdbValue(name), encodeMmdbValue(each)]),
  ])
}

const types = { text: 2, double: 3, uint32: 6, map: 7, uint64: 9, array: 11, boolean: 14 } as const

/** The control bytes. Types above 7 are written to a second byte, minus 7. */
function control(type: number, size: number): Uint8Array {
  const [short, more] = sizeBytes(size)
  const first = ((type <= 7 ? type : 0) << 5) | short
  return Uint8Array.from([first, ...(type <= 7 ? [] : [type - 7]), ...more])
}

function sizeBytes(size: number): readonly [number, readonly number[]] {
  if (size < 29) return [size, []]
  if (size < 285) return [29, [size - 29]]
  if (size < 65_821) return [30, [(size - 285) >> 8, (size - 285) & 255]]
  const rest = size - 65_821
  return [31, [rest >> 16, (rest >> 8) & 255, rest & 255]]
}

function unsigned(type: number, value: bigint): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 255n))
  return join([control(type, bytes.length), Uint8Array.from(bytes)])
}

function double(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value)
  return join([control(types.double, 8), bytes])
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32
}

function isArray(value: object): value is readonly MmdbValue[] {
  return Array.isArray(value)
}

/** Concatenates byte arrays. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
