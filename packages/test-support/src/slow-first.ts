import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Starts with the slow suites, so that no worker begins a long one when the others have finished. Among them the longest of the last
 * run comes first; in a fresh clone, the largest file.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('.slow.test.ts')
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}
