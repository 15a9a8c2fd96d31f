import { afterEach, describe, expect, it, vi } from 'vitest'
import { findProgram } from './find-program.ts'

afterEach(() => void vi.unstubAllEnvs())

describe('a program that is not installed', () => {
  it('is undefined, so that its suite is skipped', () => {
    vi.stubEnv('TIDEGATE_REQUIRE', 'nginx-of-nowhere-2,git')
    expect(findProgram('nginx-of-nowhere')).toBeUndefined()
  })

  it('fails the suite in a run that requires it', () => {
    vi.stubEnv('TIDEGATE_REQUIRE', 'git,nginx-of-nowhere')
    expect(() => findProgram('nginx-of-nowhere')).toThrow('TIDEGATE_REQUIRE names `nginx-of-nowhere`')
  })
})
