import { checkPlan, type CheckedPlan } from './check-plan.ts'
import type { Plan } from './plan.ts'

/** The JSON key for the type of an array; its bytes are under `base64`, least significant first. */
const typeKey = '$array'

const arrayTypes = { Uint8Array, Uint16Array, Uint32Array, Int32Array } as const

type TypedArray = InstanceType<(typeof arrayTypes)[keyof typeof arrayTypes]>

/** Serialises a plan as JSON, identically on every machine: typed arrays are written in base 64. Linear. */
export function writePlan(plan: Plan): string {
  return JSON.stringify(plan, (_, value: unknown) =>
    isTypedArray(value) ? { [typeKey]: value.constructor.name, base64: toBase64(littleEndian(value)) } : value,
  )
}

/**
 * Reads a plan that `writePlan` wrote, or returns the reason why it is invalid. Accepts any text and never throws: every offset is checked
 * before it is used. Linear.
 */
export function readPlan(text: string): CheckedPlan {
  const value = parse(text)
  return value === undefined
    ? { kind: 'fault', fault: 'the plan is not JSON, or its arrays are not base 64' }
    : checkPlan(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => revive(value))
  } catch {
    return undefined
  }
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(typeKey in value) || !('base64' in value)) return value
  const type = arrayTypes[value[typeKey] as keyof typeof arrayTypes] as (typeof arrayTypes)['Uint32Array'] | undefined
  if (type === undefined || typeof value.base64 !== 'string') return value
  const bytes = fromBase64(value.base64)
  return littleEndianArray(type, bytes)
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && value.constructor.name in arrayTypes
}

function littleEndian(array: TypedArray): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return hostIsLittleEndian() ? bytes : swapped(bytes, array.BYTES_PER_ELEMENT)
}

/** Creates an array from bytes. Throws a `RangeError` if they are not a whole number of elements. */
function littleEndianArray(type: (typeof arrayTypes)['Uint32Array'], bytes: Uint8Array<ArrayBuffer>): TypedArray {
  const own = hostIsLittleEndian() ? bytes : swapped(bytes, type.BYTES_PER_ELEMENT)
  return new type(own.buffer)
}

function hostIsLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
}

function swapped(bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes, (_, at) => bytes[at - (at % width) + width - 1 - (at % width)]!)
}

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  // WHY: in chunks, because a call cannot have a million arguments.
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return btoa(parts.join(''))
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
