import { describeAdapter } from '@tidegate/adapter-contract'
import { expressUnderTest } from './testing/express-under-test.ts'

describeAdapter(expressUnderTest)
