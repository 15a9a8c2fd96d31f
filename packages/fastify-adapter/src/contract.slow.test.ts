import { describeAdapter } from '@tidegate/adapter-contract'
import { fastifyUnderTest } from './testing/fastify-under-test.ts'

describeAdapter(fastifyUnderTest)
