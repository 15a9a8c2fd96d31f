import { describeAdapter } from '@tidegate/adapter-contract'
import { nodeUnderTest } from './testing/node-under-test.ts'

describeAdapter(nodeUnderTest)
