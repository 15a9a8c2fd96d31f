import { describe, expect, it } from 'vitest'
import { breakLines } from './break-lines.ts'

describe('breakLines', () => {
  it('begins a line for each statement and each member of a class, at any depth', () => {
    expect(breakLines('const a=1;function f(b){if(b)return a;return 2}class C{x=1;y(){f(1);f(2)}}')).toBe(
      'const a=1;\nfunction f(b){\nif(b)return a;\nreturn 2}\nclass C{\nx=1;\ny(){\nf(1);\nf(2)}}',
    )
  })

  it.each([
    ['a return of an object', 'function f(){return{a:1}}export{f}'],
    ['directives', '"use strict";function f(){"use strict";return 1}'],
    ['a first line for the shell', '#!/usr/bin/env node\nf();g()'],
    ['no statement', ''],
  ])('changes only line breaks: %s', (_what, code) => {
    expect(breakLines(code).replaceAll('\n', '')).toBe(code.replaceAll('\n', ''))
  })

  it('leaves the text of a template as it is', () => {
    expect(breakLines('const a=`b;c ${(()=>{d();return e})()} {f;g}`')).toBe(
      'const a=`b;c ${(()=>{\nd();\nreturn e})()} {f;g}`',
    )
  })

  it('fails for what is not JavaScript', () => {
    expect(() => breakLines('function {')).toThrow(Error)
  })
})
