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
  it('asks for quotes around a pattern that begins with a star', () => {
    const { message, help } = fault('policy: *.policy\n')
    expect(message).toBe('`tidegate.yaml`: `*.policy` is a YAML alias, but there is no anchor `&.policy`')
    expect(help).toBe("put text that starts with * in quotes: '*.policy'")
    expect(parseConfig("policy: '*.policy'\n", 'tidegate.yaml')).toEqual({ policy: ['*.policy'] })
  })

  it('refuses a bomb of aliases', () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[at]!}`).join(',')}]`)
      .join('\n')}\n`
    expect(fault(bomb).message).toContain('aliases')
  })

  it('suggests a similar key', () => {
    expect(fault('polcy: a')).toMatchObject({ help: 'did you mean `policy`?' })
  })
})
