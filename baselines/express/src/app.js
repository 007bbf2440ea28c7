import express from 'express';
import {
  badRequest,
  methodNotAllowed,
  notFound,
  sendError,
  toApiError,
  tooLarge,
  unsupportedMediaType,
} from './errors.js';
import * as micro from './micro.js';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * @param {import('./metrics.js').Metrics} metrics
 * @param {import('./chat.js').Chat} chat
 */
export function createApp(metrics, chat) {
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');

  // The earliest moment that Express shows: Node has parsed the headers. The time that they waited
  // for the event loop is missing.
  app.use((request, response, next) => {
    response.locals.timeline = metrics.receive();
    if (request.headers.host === undefined && request.httpVersion === '1.1') {
      throw badRequest('The Host header must be present.', 'host');
    }
    next();
  });

  app
    .route(['/v1/chat/completions', '/api/chat/completions'])
    .post(checkHeaders, express.raw({ type: () => true, limit: MAX_BODY_BYTES }), chat.handle)
    .all(allowOnly('POST'));
  app.route('/micro/plain').get(micro.plain).all(allowOnly('GET, HEAD'));
  app.route('/micro/chunked').get(micro.chunked).all(allowOnly('GET, HEAD'));
  app.route('/health').get(health).all(allowOnly('GET, HEAD'));
  app.route('/metrics').get(scrape(metrics.registry)).all(allowOnly('GET, HEAD'));

  app.use((request) => {
    throw notFound(request.method, request.path);
  });
  app.use(handleError);
  return app;
}

/** Rejects a request by its headers, before its body is read. */
function checkHeaders(request, _response, next) {
  const contentType = request.headers['content-type'];
  if (contentType?.split(';', 1)[0].trim().toLowerCase() !== 'application/json') {
    throw unsupportedMediaType(contentType);
  }
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) {
    throw tooLarge(MAX_BODY_BYTES);
  }
  next();
}

function allowOnly(methods) {
  return (request) => {
    throw methodNotAllowed(request.method, request.path, methods);
  };
}

function health(_request, response) {
  response.json({ status: 'UP' });
}

function scrape(registry) {
  return async (_request, response) => {
    const text = await registry.metrics();
    response.setHeader('content-type', registry.contentType);
    response.end(text);
  };
}

/** Express recognizes an error handler by its four parameters. */
function handleError(error, request, response, _next) {
  const { timeline } = response.locals;
  if (request.socket.destroyed) {
    timeline.end(499, 'client_gone');
    return;
  }
  const apiError = toApiError(error, request);
  if (response.headersSent) {
    timeline.end(apiError.status, apiError.reason);
    request.socket.destroy();
  } else {
    sendError(response, apiError);
  }
}
