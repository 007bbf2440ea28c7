import express from 'express';
import { Pool } from 'undici';

const { HOST = '127.0.0.1', PORT = '8093', UPSTREAM } = process.env;

/** Headers of one connection, which a relay does not pass on, and Host, which names the server. */
const DROPPED = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** As many connections as there are requests in flight; a model may take its time to respond. */
const pool = new Pool(UPSTREAM, {
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: 60_000,
});

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/health', relay);
app.post(['/v1/chat/completions', '/api/chat/completions'], relay);

const server = app.listen(Number(PORT), HOST, (error) => {
  if (error) {
    console.error(`The relay can't listen on ${HOST}:${PORT} (${error.code}).`);
    process.exit(1);
  }
  console.error(`Express relay on http://${HOST}:${PORT}, upstream ${UPSTREAM}`);
});
server.keepAliveTimeout = 75_000;

/** Streams the request to the upstream, and its response to the client, as fast as each reads. */
async function relay(request, response) {
  const abort = new AbortController();
  response.once('close', () => abort.abort());
  try {
    await pool.stream(
      {
        method: request.method,
        path: request.originalUrl,
        headers: passedOn(request.headers),
        body: request.method === 'GET' ? null : request,
        signal: abort.signal,
      },
      ({ statusCode, headers }) => {
        response.writeHead(statusCode, passedOn(headers));
        response.flushHeaders();
        return response;
      },
    );
  } catch (error) {
    fail(response, error);
  }
}

function passedOn(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !DROPPED.has(name)));
}

/** A response that has begun is cut off, so that the client does not take it for a whole one. */
function fail(response, error) {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  console.error(`The upstream failed: ${error.message}`);
  const message = 'The upstream failed to respond.';
  response.status(502).json({
    error: { message, type: 'server_error', param: null, code: 'upstream_failed' },
  });
}
