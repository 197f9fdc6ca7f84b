// The shop's products, made once.

const all = Array.from({ length: 300 }, (_, category) =>
  Array.from({ length: 120 }, (_, n) => ({
    id: category * 1000 + n,
    kind: n % 7 ? 'plain' : 'offer',
    title: `Product "${n}" of category ${category} & friends`,
    price: ((n * 7919 + category * 104729) % 100000) / 100,
  })),
)

export function products(category) {
  return all[category % all.length]
}
