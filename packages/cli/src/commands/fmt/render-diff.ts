import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'

/** A unified diff as a terminal shows it: what goes in one colour, what comes in another. */
export function renderDiff(diff: string, colors: Colors): string {
  return diff
    .split('\n')
    .map((line) => {
      const shown = escapeControls(line.replaceAll('\t', '    '))
      if (line.startsWith('---') || line.startsWith('+++')) return colors.bold(shown)
      if (line.startsWith('@@')) return colors.dim(shown)
      return line.startsWith('-') ? colors.error(shown) : line.startsWith('+') ? colors.good(shown) : shown
    })
    .join('\n')
}
