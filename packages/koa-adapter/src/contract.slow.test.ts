import { describeAdapter } from '@tidegate/adapter-contract'
import { koaUnderTest } from './testing/koa-under-test.ts'

describeAdapter(koaUnderTest)
