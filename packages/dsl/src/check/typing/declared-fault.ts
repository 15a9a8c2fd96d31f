import { didYouMean } from '@tidegate/values'
import { never, type TextFault, type TextPart } from './text-fault.ts'

/** Returns why a fact of which a plugin lists the values never has this text. O(values). */
export function faultOfListed(text: string, part: TextPart, values: readonly string[]): TextFault | undefined {
  if (values.some((value) => hasPart(value, text, part))) return undefined
  const suggestion = part === 'whole' ? didYouMean(text, values) : undefined
  const shown = values.slice(0, 12).map((value) => `\`${value}\``)
  return never('the plugin never supplies this value', {
    instead: suggestion,
    help: `the plugin supplies ${shown.join(', ')}${values.length > 12 ? ', …' : ''}`,
  })
}

function hasPart(value: string, text: string, part: TextPart): boolean {
  switch (part) {
    case 'whole':
      return value === text
    case 'start':
      return value.startsWith(text)
    case 'end':
      return value.endsWith(text)
    case 'middle':
      return value.includes(text)
  }
}
