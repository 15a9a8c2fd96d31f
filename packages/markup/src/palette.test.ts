import { describe, expect, it } from 'vitest'
import { palette } from './palette.ts'

/** The relative luminance of a colour (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = readColour(colour).map((value) =>
    value <= 0.039_28 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function readColour(colour: string): readonly number[] {
  const digits =
    colour.length === 4 ? Array.from(colour.slice(1), (digit) => digit + digit) : colour.match(/[\da-f]{2}/g)!
  return digits.map((pair) => Number.parseInt(pair, 16) / 255)
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const schemes = palette
  .split('@media')
  .map((part) => new Map([...part.matchAll(/--([\w-]+):(#[\da-f]+)/g)].map(([, name, colour]) => [name!, colour!])))

describe.each([
  ['light', schemes[0]!],
  ['dark', schemes[1]!],
])('the colours of %s pages', (_name, colours) => {
  it('are readable as text on every background', () => {
    const texts = [...colours.keys()].filter((name) => /^(?:ink|soft|faint|.*-ink)$/.test(name))
    expect(texts).toHaveLength(7)
    for (const text of texts)
      for (const background of ['page', 'card', 'code', 'track'])
        expect(
          contrast(colours.get(text)!, colours.get(background)!),
          `${text} on ${background}`,
        ).toBeGreaterThanOrEqual(4.5)
  })
})
