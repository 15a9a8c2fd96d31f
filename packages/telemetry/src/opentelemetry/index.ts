export { decisionAttributes, spanAttributes } from './span-attributes.ts'
