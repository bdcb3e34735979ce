/** The ids of the things in the examples of the OpenAPI document; the test that sends them makes things with these ids. */
export const exampleIds = {
  customer: '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11',
  company: '7c1de0c4-4f6b-5b2e-9a35-61b0d2a4c8e2',
  interaction: '9d2b7f31-08c5-5d4a-b6e7-2f5a1c3e4d03',
  deal: 'a4e6c518-7b90-5e13-8d2f-93c7b1f0e604',
  order: '0b9d6b55-65f5-5a0f-8a6b-6a3f7f0f3f4e',
  followUp: 'c85f0a27-3d1e-5f86-a9b4-e07d26c1b506',
  segment: '2e94d17a-6c2f-5a08-9e5b-07f8c0d7a214',
  contactPoint: 'd17a3e94-6c2f-5a08-9e5b-14f8c0d7a207',
} as const;
