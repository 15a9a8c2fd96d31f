import { describe, expect, it } from 'vitest'
import { CliError } from '../io.ts'
import { parseConfig } from './parse-config.ts'

function fault(text: string): CliError {
  try {
    parseConfig(text, 'tidegate.yaml')
  } catch (error) {
    if (error instanceof CliError) return error
    throw error
  }
  throw new Error(`${text} has no fault`)
}

describe('tidegate.yaml', () => {
  it('says of a pattern that begins with a star that it stands in quotes', () => {
    const { message, help } = fault('policy: *.policy\n')
    expect(message).toBe('`tidegate.yaml`: YAML takes `*.policy` for an alias, and nothing is called `.policy`')
    expect(help).toBe("text that begins with * stands in quotes: '*.policy'")
    expect(parseConfig("policy: '*.policy'\n", 'tidegate.yaml')).toEqual({ policy: ['*.policy'] })
  })

  it('is no bomb', () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[at]!}`).join(',')}]`)
      .join('\n')}\n`
    expect(fault(bomb).message).toContain('aliases')
  })

  it('says which key was meant', () => {
    expect(fault('polcy: a')).toMatchObject({ help: 'did you mean `policy`?' })
  })
})
