declare module 'railroad-diagrams' {
  /** A part of a diagram, opaque outside the library. */
  export interface Part {
    toString(): string
  }

  interface Railroad {
    readonly Diagram: (...parts: readonly Part[]) => Part
    readonly Sequence: (...parts: readonly Part[]) => Part
    readonly Choice: (normal: number, ...parts: readonly Part[]) => Part
    readonly Optional: (part: Part) => Part
    readonly OneOrMore: (part: Part, separator?: Part) => Part
    readonly ZeroOrMore: (part: Part, separator?: Part) => Part
    readonly Terminal: (text: string) => Part
    readonly NonTerminal: (text: string) => Part
    readonly Comment: (text: string) => Part
  }

  const railroad: Railroad
  export default railroad
}
