export { html, type Markup } from './html.ts'
export { palette } from './palette.ts'
export { countTicks, timeTicks, type TimeTick } from './scale.ts'
