/** How `npm run client` makes `generated` from the OpenAPI document. */
export default {
  input: '../../docs/openapi.json',
  output: { path: 'generated', importFileExtension: '.js' },
  plugins: [
    '@hey-api/typescript',
    {
      name: '@hey-api/sdk',
      operations: { strategy: 'single', containerName: 'Operations', methods: 'instance' },
      responseStyle: 'data',
    },
    { name: '@hey-api/client-fetch', throwOnError: true },
  ],
};
