import { abbreviate, OutOfRangeError } from './ranges.js';

const MAX_QUOTED_CHARS = 100;

/** Error response in the shape that OpenAI clients parse. Its message contains no secret. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code finer than the status
   * @param {string} message for people
   * @param {{param?: string, headers?: Record<string, string>}} [details] the name of the invalid
   *     field, and the headers that belong to the status
   */
  constructor(status, code, message, { param, headers = {} } = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.reason = status < 500 ? 'bad_request' : 'internal';
    this.body = JSON.stringify({
      error: {
        message,
        type: status < 500 ? 'invalid_request_error' : 'server_error',
        param: param ?? null,
        code,
      },
    });
  }
}

export function badRequest(message, param) {
  return new ApiError(400, 'bad_request', message, { param });
}

export function notFound(method, path) {
  return new ApiError(404, 'not_found', `No route matches ${quoted(method)} ${quoted(path)}.`);
}

export function methodNotAllowed(method, path, allow) {
  const message = `${quoted(path)} accepts ${allow}, not ${quoted(method)}.`;
  return new ApiError(405, 'method_not_allowed', message, { headers: { allow } });
}

export function tooLarge(maxBytes) {
  return new ApiError(413, 'too_large', `The request body exceeds the limit of ${maxBytes} bytes.`);
}

export function unsupportedMediaType(contentType) {
  const found = contentType === undefined ? ', but is missing' : `, not ${quoted(contentType)}`;
  return new ApiError(
    415,
    'unsupported_media_type',
    `Content-Type must be application/json${found}.`,
  );
}

export function unsupportedContentCoding(coding) {
  const supported = 'gzip, deflate, br';
  return new ApiError(
    415,
    'unsupported_content_coding',
    `Content-Encoding must be ${supported}, or absent, not ${quoted(coding)}.`,
    { headers: { 'accept-encoding': supported } },
  );
}

export function shutDown() {
  const message = 'The server shut down before the response was complete; retry later.';
  return new ApiError(503, 'shut_down', message, { headers: { connection: 'close' } });
}

export function headersTooLarge() {
  return new ApiError(431, 'head_too_large', 'The request headers are too large.');
}

export function headersTooSlow() {
  return new ApiError(408, 'head_too_slow', 'The request headers did not arrive in time.');
}

export function bodyTooSlow() {
  return new ApiError(408, 'body_too_slow', 'The request body did not arrive in time.');
}

/** Counts an error response, then sends it. */
export function sendError(response, error) {
  const { timeline } = response.locals;
  const length = Buffer.byteLength(error.body);
  timeline.bytesOut = response.req.method === 'HEAD' ? 0 : length;
  timeline.end(error.status, error.reason);
  response.writeHead(error.status, { ...error.headers, ...contentHeaders(length) }).end(error.body);
}

export function contentHeaders(length) {
  return { 'content-type': 'application/json', 'content-length': length };
}

/** Error response for whatever a handler or a middleware of Express threw. */
export function toApiError(error, request) {
  if (error instanceof ApiError) {
    return error;
  }
  if (error instanceof OutOfRangeError) {
    return badRequest(error.message, error.setting);
  }
  // The types and statuses of Express's body parser.
  if (error.type === 'entity.too.large') {
    return tooLarge(error.limit);
  }
  if (error.type === 'encoding.unsupported') {
    return unsupportedContentCoding(request.headers['content-encoding']);
  }
  if (error.status >= 400 && error.status < 500) {
    return badRequest("The request body can't be read.");
  }
  console.error(`${request.method} ${request.path} failed: ${error.message}`);
  return new ApiError(500, 'internal', 'The server failed to handle this request. See its log.');
}

function quoted(text) {
  return abbreviate(text, MAX_QUOTED_CHARS);
}
