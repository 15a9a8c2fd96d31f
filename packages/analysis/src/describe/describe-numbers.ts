/**
 * Describes the selected numbers: `score == 10`, `score > 5 and score <= 10`. `named`: the numbers that comparisons name,
 * ascending. `all`: one number for each range that comparisons distinguish, ascending. `undefined` stands for a missing number.
 */
export function describeNumbers(
  subject: string,
  selected: ReadonlySet<number | undefined>,
  all: readonly number[],
  named: readonly number[],
): string {
  const words: string[] = []
  const isNamed = (number: number): boolean => named.includes(number)
  for (let at = 0; at < all.length; at++) {
    if (!selected.has(all[at])) continue
    const first = at
    while (at + 1 < all.length && selected.has(all[at + 1])) at++
    const [low, high] = [all[first]!, all[at]!]
    if (first === at && isNamed(low)) {
      words.push(`${subject} == ${low}`)
      continue
    }
    const bounds = [
      ...(isNamed(low) ? [`${subject} >= ${low}`] : first === 0 ? [] : [`${subject} > ${all[first - 1]}`]),
      ...(isNamed(high) ? [`${subject} <= ${high}`] : at === all.length - 1 ? [] : [`${subject} < ${all[at + 1]}`]),
    ]
    words.push(bounds.length === 0 ? `${subject} is present` : bounds.join(' and '))
  }
  if (selected.has(undefined)) words.push(`${subject} is absent`)
  return words.join(' or ')
}
