import type { RequestListener } from 'node:http';

export const handle: RequestListener = (_, response) => {
  response.end('hello');
};
