const plans = new Map([
  ['a.example.com', 'free'],
  ['b.example.com', 'team'],
])

export const plugin = {
  apiVersion: 1,
  name: 'shop',
  facts: { 'shop.plan': { type: 'text', values: ['free', 'team'], read: ({ host }) => plans.get(host) } },
}
