import { expect, it } from 'vitest'
import { namesHost, pathOfTarget } from './target-parts.ts'

it.each([
  ['/a?b=https://c/', '/a', false],
  ['https://shop.example.com:443/admin/?x', '/admin/', true],
  ['HTTP://shop.example.com', '/', true],
  ['https://shop.example.com?x=/y', '/', true],
  ['*', '*', false],
  ['example.com:443', 'example.com:443', false],
  ['/https://a/b', '/https://a/b', false],
])('the target %s has the path %s', (target, path, hosted) => {
  expect([pathOfTarget(target), namesHost(target)]).toEqual([path, hosted])
})
