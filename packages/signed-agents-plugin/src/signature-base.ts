import { Buffer } from 'node:buffer'
import type { ReadComponent } from './component-value.ts'
import { type InnerList, memberText } from './parse-field.ts'

/** Maximum number of covered components; signatures with more are not verified. */
const maxComponents = 32

/**
 * Returns the bytes that a signature signs (RFC 9421 §2.5): a line for each covered component, and one for the parameters. Undefined if a component is
 * listed twice, cannot be read, or is absent from the request.
 */
export function signatureBase(input: InnerList, read: ReadComponent): Buffer | undefined {
  const [components] = input
  const parameters = memberText(input)
  if (components.length > maxComponents || parameters === undefined) return undefined
  const lines = new Map<string, string>()
  for (const component of components) {
    const identifier = memberText(component)
    const value = read(component)
    if (identifier === undefined || value === undefined || lines.has(identifier)) return undefined
    lines.set(identifier, value)
  }
  const text = [...lines, ['"@signature-params"', parameters] as const].map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(text.join('\n'), 'latin1')
}
