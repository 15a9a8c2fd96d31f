/** The sign of Tidegate: a gate in water. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18" fill="none" stroke="#2b8a8f" stroke-width="1.800" stroke-linecap="round"><path d="M1 13c1.300 0 1.300-1.200 2.700-1.200S5 13 6.300 13s1.400-1.200 2.700-1.200S10.300 13 11.700 13s1.300-1.200 2.600-1.200S15.700 13 17 13M4 8V3M9 8V3M14 8V3M2 3h14"/></svg>
`
