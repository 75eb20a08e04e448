export const config = {
  region: 'eu-central-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  apiKey: process.env['API_KEY'],
};
