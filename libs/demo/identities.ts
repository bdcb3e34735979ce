import { type RegisterCustomerBody } from '../customers/registration.commands.js';
import { type Random } from './random.js';

/** Written forms and their romanisation, from which addresses are made. */
type Named = readonly [written: string, latin: string];

const surnames: readonly [Named, ...Named[]] = [
  ['王', 'wang'],
  ['李', 'li'],
  ['张', 'zhang'],
  ['刘', 'liu'],
  ['陈', 'chen'],
  ['杨', 'yang'],
  ['赵', 'zhao'],
  ['黄', 'huang'],
  ['周', 'zhou'],
  ['欧阳', 'ouyang'],
];
const givenNames: readonly [Named, ...Named[]] = [
  ['伟', 'wei'],
  ['芳', 'fang'],
  ['娜', 'na'],
  ['秀英', 'xiuying'],
  ['敏', 'min'],
  ['静', 'jing'],
  ['丽华', 'lihua'],
  ['强', 'qiang'],
  ['磊', 'lei'],
  ['晓明', 'xiaoming'],
];
const firstNames = [
  'Emma',
  'Noah',
  'Olivia',
  'Liam',
  'Hannah',
  'Paul',
  'Lea',
  'Felix',
  'Zoé',
  'Mateo',
] as const;
const lastNames = ['Smith', 'Müller', 'Martin', 'Rossi', 'García', 'Jansen', 'Kowalski', 'O’Brien'] as const;
const companyWords = ['Nord', 'Alpen', 'Harbour', 'Mosaic', 'Lumen', 'Quarry', 'Birch', 'Copper'] as const;
const companyKinds = ['Logistics', 'Hotels', 'Software', 'Foods', 'Clinics', 'Design'] as const;
const chineseWords: readonly [Named, ...Named[]] = [
  ['东方', 'dongfang'],
  ['金桥', 'jinqiao'],
  ['长江', 'changjiang'],
  ['明德', 'mingde'],
];
const chineseKinds: readonly [Named, ...Named[]] = [
  ['科技有限公司', 'keji'],
  ['酒店集团', 'jiudian'],
  ['贸易有限公司', 'maoyi'],
];
const sectors = ['hospitality', 'technology', 'retail', 'health', 'logistics'] as const;
const westernRegions = ['Berlin', 'Hamburg', 'Paris', 'Milano', 'Madrid', 'London'] as const;
const chineseRegions = ['上海', '北京', '广州', '成都'] as const;

/** Who a customer is. */
export type Identity = Pick<
  RegisterCustomerBody,
  'kind' | 'name' | 'gender' | 'birthDate' | 'sector' | 'region' | 'contactPoints'
>;

/** A person or organisation, Chinese in two of five cases. `number` makes addresses differ. */
export const identityOf = (kind: Identity['kind'], number: number, random: Random): Identity => {
  const chinese = random.chance(0.4);
  const region = chinese ? random.pick(chineseRegions) : random.pick(westernRegions);
  if (kind === 'organisation') {
    const [name, latin] = chinese ? chineseCompany(region, random) : westernCompany(random);
    const contactPoints = reachedAt(`office@${latin}-${number}.example`, chinese, random);
    return { kind, name, sector: random.pick(sectors), region, contactPoints };
  }
  const [name, latin] = chinese ? chinesePerson(random) : westernPerson(random);
  return {
    kind,
    name,
    gender: random.pick(['female', 'male']),
    birthDate: `${random.whole(1950, 2004)}-${twoDigits(random.whole(1, 12))}-${twoDigits(random.whole(1, 28))}`,
    region,
    contactPoints: reachedAt(`${latin}.${number}@mail.example`, chinese, random),
  };
};

const chinesePerson = (random: Random): Named => {
  const [surname, latinSurname] = random.pick(surnames);
  const [given, latinGiven] = random.pick(givenNames);
  return [surname + given, `${latinGiven}.${latinSurname}`];
};

const westernPerson = (random: Random): Named => {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  return [`${first} ${last}`, `${ascii(first)}.${ascii(last)}`];
};

const chineseCompany = (region: string, random: Random): Named => {
  const [word, latinWord] = random.pick(chineseWords);
  const [kind, latinKind] = random.pick(chineseKinds);
  return [region + word + kind, `${latinWord}-${latinKind}`];
};

const westernCompany = (random: Random): Named => {
  const [word, kind] = [random.pick(companyWords), random.pick(companyKinds)];
  return [`${word} ${kind}`, `${ascii(word)}-${ascii(kind)}`];
};

const reachedAt = (
  mail: string,
  chinese: boolean,
  random: Random,
): NonNullable<Identity['contactPoints']> => {
  const phone = chinese
    ? `+86 138 ${random.whole(1000, 9999)} ${random.whole(1000, 9999)}`
    : `+49 151 ${random.whole(10_000_000, 99_999_999)}`;
  const points = [{ kind: 'e-mail', value: mail } as const];
  return random.chance(0.8) ? [...points, { kind: 'phone', value: phone }] : points;
};

const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();

const twoDigits = (number: number): string => String(number).padStart(2, '0');
