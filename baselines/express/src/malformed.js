import { STATUS_CODES } from 'node:http';
import {
  badRequest,
  bodyTooSlow,
  contentHeaders,
  headersTooLarge,
  headersTooSlow,
  sendError,
} from './errors.js';

/**
 * Handles what Node's parser rejects or gives up, which Express never sees.
 *
 * @param {import('node:http').Server} server
 * @param {import('./metrics.js').Metrics} metrics
 */
export function handleMalformedRequests(server, metrics) {
  const lastResponses = new WeakMap();
  server.prependListener('request', (request, response) => {
    lastResponses.set(request.socket, response);
  });
  server.on('clientError', (error, socket) => {
    const last = lastResponses.get(socket);
    const isBetweenRequests = last === undefined || (last.req.complete && last.writableFinished);
    if (!socket.writable || !isProtocolError(error, socket)) {
      socket.destroy();
    } else if (isBetweenRequests) {
      reject(socket, protocolError(error, headersTooSlow), metrics.receive());
    } else if (last.req.complete || last.headersSent) {
      // The client would take the error for a part of the response that is under way.
      socket.destroy();
    } else {
      last.setHeader('connection', 'close');
      sendError(last, protocolError(error, bodyTooSlow));
    }
  });
}

/** Reports whether the client sent something, and did not leave meanwhile. */
function isProtocolError(error, socket) {
  const { code = '' } = error;
  return (
    socket.bytesRead > 0 &&
    code !== 'HPE_INVALID_EOF_STATE' &&
    (code.startsWith('HPE_') || code.startsWith('ERR_HTTP_'))
  );
}

function reject(socket, { status, reason, body }, timeline) {
  const length = Buffer.byteLength(body);
  const headers = { connection: 'close', ...contentHeaders(length) };
  timeline.bytesOut = length;
  timeline.end(status, reason);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}

function protocolError(error, tooSlow) {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return headersTooLarge();
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return tooSlow();
    default:
      return badRequest('The request is not well-formed HTTP.');
  }
}
