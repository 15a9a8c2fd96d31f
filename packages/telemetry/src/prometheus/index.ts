export { addMetrics, registerMetrics } from './register-metrics.ts'
