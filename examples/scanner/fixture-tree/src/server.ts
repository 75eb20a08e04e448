import { createServer } from 'node:http';
import { handle } from './handle.ts';

createServer(handle).listen(Number(process.env['PORT'] ?? 8080));
