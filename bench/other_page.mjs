// The real server with a page from a folder instead of its own: the page's files are served here, under the server's content
// policy, and everything else is passed on.

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const kTypes = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml'};
const kPolicy = 'content-security-policy';

/** `server`: {url, close()}; the answer is the same of the server in front of it. */
export async function pageInFront(server, folder) {
  const target = new URL(server.url);
  const policy = (await fetch(`${server.url}/`)).headers.get(kPolicy);
  const front = http.createServer((request, response) => {
    const where = new URL(request.url, server.url).pathname;
    const file = path.join(folder, where === '/' || where === '/ingest-v2' ? 'index.html' : path.normalize(where));
    if (!where.startsWith('/api/') && fs.existsSync(file)) {
      response.writeHead(200, {'content-type': kTypes[path.extname(file)] ?? 'application/octet-stream', [kPolicy]: policy});
      return fs.createReadStream(file).pipe(response);
    }
    const headers = {...request.headers, host: target.host};
    if (headers.origin) headers.origin = target.origin;
    const passed = http.request(target, {method: request.method, path: request.url, headers}, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    return request.pipe(passed);
  });
  await new Promise((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${front.address().port}`,
    close: () => {
      front.closeAllConnections();
      front.close();
      return server.close();
    },
  };
}
