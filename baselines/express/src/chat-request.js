import { isUtf8 } from 'node:buffer';
import { badRequest } from './errors.js';
import { checkNumber, describe } from './ranges.js';
import { KNOBS, MAX_MODEL_LENGTH } from './settings.js';

const CAPS = ['max_tokens', 'max_completion_tokens'];
const CAP_RANGE = { min: 1, max: Infinity };

/**
 * Fields of a chat request that shape its response.
 *
 * @typedef {object} ChatRequest
 * @property {number} bodyBytes length of the body
 * @property {string | undefined} model named model; null and empty count as absent
 * @property {boolean} stream
 * @property {boolean} includeUsage `stream_options.include_usage`
 * @property {object} options the knobs and `stamp`; `frames` is capped by `max_tokens`
 * @property {'stop' | 'length'} finishReason
 */

/**
 * Parses a request body. Fields that are not read here may hold anything.
 *
 * @param {Buffer} body
 * @param {object} defaults options of requests that set none
 * @returns {ChatRequest}
 */
export function parseChatRequest(body, defaults) {
  const fields = parseObject(body);
  const options = parseOptions(fields, defaults);
  const caps = CAPS.filter((name) => isPresent(fields[name])).map((name) =>
    checkNumber(name, fields[name], CAP_RANGE),
  );
  const frames = Math.min(options.frames, ...caps);
  const reasoningFrames = Math.min(options.reasoningFrames, frames);
  return {
    bodyBytes: body.length,
    model: parseModel(fields.model),
    stream: parseBoolean('stream', fields.stream, false),
    includeUsage: parseIncludeUsage(fields.stream_options),
    options: { ...options, frames, reasoningFrames },
    finishReason: frames < options.frames ? 'length' : 'stop',
  };
}

function parseObject(body) {
  if (body.length === 0) {
    throw badRequest('The body is empty; it must be a JSON object.');
  }
  if (!isUtf8(body)) {
    throw badRequest('The body is not valid UTF-8.');
  }
  let value;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw badRequest('The body is not valid JSON.');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw badRequest('The body must be a JSON object.');
  }
  return value;
}

function parseOptions(fields, defaults) {
  const options = { ...defaults, stamp: parseBoolean('stamp', fields.stamp, defaults.stamp) };
  for (const { option, field, range } of KNOBS) {
    if (isPresent(fields[field])) {
      options[option] = checkNumber(field, fields[field], range);
    }
  }
  const { frames, reasoningFrames } = options;
  // If the default exceeds the requested frames, that is not the client's error.
  if (reasoningFrames > frames && isPresent(fields.reasoning_frames)) {
    throw badRequest(
      `reasoning_frames must be an integer from 0 to frames (${frames}), not ${reasoningFrames}.`,
      'reasoning_frames',
    );
  }
  return options;
}

function parseModel(model) {
  if (!isPresent(model) || model === '') {
    return undefined;
  }
  if (typeof model !== 'string') {
    throw badRequest(`model must be a string, not ${describe(model)}.`, 'model');
  }
  if (model.length > MAX_MODEL_LENGTH) {
    throw badRequest(
      `model must be a string of at most ${MAX_MODEL_LENGTH} characters, not ${model.length}.`,
      'model',
    );
  }
  return model;
}

function parseIncludeUsage(streamOptions) {
  if (!isPresent(streamOptions)) {
    return false;
  }
  if (typeof streamOptions !== 'object' || Array.isArray(streamOptions)) {
    throw badRequest(
      `stream_options must be an object, not ${describe(streamOptions)}.`,
      'stream_options',
    );
  }
  return parseBoolean('stream_options.include_usage', streamOptions.include_usage, false);
}

function parseBoolean(name, value, defaultValue) {
  if (!isPresent(value)) {
    return defaultValue;
  }
  if (typeof value !== 'boolean') {
    throw badRequest(`${name} must be true or false, not ${describe(value)}.`, name);
  }
  return value;
}

/** Null counts as absent, as in OpenAI's API. */
function isPresent(value) {
  return value !== undefined && value !== null;
}
