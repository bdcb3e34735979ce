/** What the made-up company sells, in euros' cents, and who works there. */
export interface Product {
  readonly product: string;
  readonly category: string;
  readonly price: number;
}

const priced = (category: string, ...products: readonly (readonly [string, number])[]): Product[] =>
  products.map(([product, price]) => ({ product, category, price }));

const [firstProduct, ...otherProducts] = [
  ...priced('coffee', ['Espresso beans 1 kg', 2490], ['Filter roast 500 g', 1390], ['Decaf 500 g', 1450]),
  ...priced('tea', ['Longjing 100 g', 3200], ['Earl Grey 250 g', 1180], ['Pu-erh cake', 4800]),
  ...priced('machines', ['Espresso machine', 64_900], ['Grinder', 24_900], ['Kettle', 7990]),
  ...priced('ware', ['Gongfu set', 8900], ['Cups, six of them', 3490], ['Thermos', 4250]),
  ...priced('courses', ['Barista course', 14_900], ['Tea tasting', 4900]),
];

export const products: readonly [Product, ...Product[]] = [
  firstProduct ?? { product: 'Coffee', category: 'coffee', price: 1000 },
  ...otherProducts,
];

/** What organisations buy in deals. */
export const contracts: readonly [Product, ...Product[]] = [
  { product: 'Office supply, a year', category: 'contracts', price: 480_000 },
  { product: 'Machine park', category: 'contracts', price: 1_890_000 },
  { product: 'Service contract', category: 'contracts', price: 240_000 },
  { product: 'Staff training', category: 'contracts', price: 95_000 },
];

export const currency = 'EUR';

export const agents = [
  'Mara Lind',
  'Jonas Weber',
  'Chen Yu',
  'Aisha Rahman',
  'Tom Baker',
  'Sofia Rossi',
] as const;

export const sources = ['web', 'recommendation', 'fair', 'shop', 'campaign'] as const;

export const subjects = [
  'Question about an order',
  'Delivery is late',
  'Advice on a grinder',
  'Wants an invoice',
  'Complaint about taste',
  'Asks for a sample',
  'Machine needs service',
] as const;

export const comments = [
  'Quick and friendly.',
  'It took too long.',
  '很满意，谢谢！',
  'Fine.',
  '发货太慢了。',
] as const;

export const lossReasons = ['price', 'competitor', 'no budget', 'no answer'] as const;
