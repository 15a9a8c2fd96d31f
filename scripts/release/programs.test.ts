import { expect, it } from 'vitest'
import { publicPackages } from '../public-packages.ts'
import { programsOf } from './programs.ts'

it('has the server of the README of every adapter', () => {
  const adapters = publicPackages().flatMap(({ manifest }) =>
    manifest.name.endsWith('-adapter') ? [manifest.name] : [],
  )
  expect(programsOf('server').map(({ name }) => name)).toEqual(adapters.map((name) => `README of ${name}`))
})

it('has programs that print, with what they print', () => {
  const names = programsOf().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(8)
  for (const { output } of programsOf()) expect(`${output}`.length).toBeGreaterThan(3)
})
