import { expect, it } from 'vitest'
import { readExports } from './read-exports.ts'

it('reads exports with their comments and declarations', () => {
  const found = readExports(`import { Other } from "other";
/** Not exported. */
interface Inner { readonly a: number }
/**
 * An interface.
 *
 * In two paragraphs.
 */
interface Outer {
  /** A property. */
  readonly inner: Inner;
}
/** A function. */
export declare function f(a: number): Outer;
export declare function f(a: string): Outer;
export declare const undocumented: 1;
export { type Outer as Renamed, Other };
export { Elsewhere } from "elsewhere";
`)
  expect(found).toEqual([
    { name: 'Elsewhere', documentation: '', declarations: [], from: 'elsewhere' },
    {
      name: 'f',
      documentation: 'A function.',
      declarations: ['function f(a: number): Outer;', 'function f(a: string): Outer;'],
    },
    { name: 'Other', documentation: '', declarations: [], from: 'other' },
    {
      name: 'Renamed',
      documentation: 'An interface.\n\nIn two paragraphs.',
      declarations: ['interface Outer {\n  /** A property. */\n  readonly inner: Inner;\n}'],
    },
    { name: 'undocumented', documentation: '', declarations: ['const undocumented: 1;'] },
  ])
})

it('reads the declarations that a namespace lists', () => {
  const found = readExports(`declare namespace tree_d_exports {
  export { Leaf };
}
/** A leaf. */
interface Leaf {}
export { tree_d_exports as Tree };
`)
  expect(found).toEqual([
    { name: 'Tree', documentation: 'A namespace with the declarations below.', declarations: ['interface Leaf {}'] },
  ])
})
