export { ipSetOf } from './ip-set-of.ts'
export { allowOnly, anyone, block, exempt, guardOf, limit, modelOf } from './model-of.ts'
