const MAX_QUOTED_CHARS = 40;

/** Value that a user sets outside of its range; the message names the setting, range and value. */
export class OutOfRangeError extends RangeError {
  /** @param {string} setting as the user writes it */
  constructor(setting, message) {
    super(message);
    this.setting = setting;
  }
}

/**
 * Range of a number that a user sets.
 *
 * @typedef {object} Range
 * @property {number} min smallest valid value
 * @property {number} max largest valid value, or Infinity
 * @property {0 | 1} [decimals] allowed decimals, 0 by default
 */

/**
 * Checks a value of a JSON body.
 *
 * @param {string} setting name of the field
 * @param {unknown} value
 * @param {Range} range
 * @returns {number} the value
 */
export function checkNumber(setting, value, range) {
  if (typeof value !== 'number' || !contains(range, value)) {
    throw outOfRange(setting, range, describe(value));
  }
  return value;
}

/**
 * Parses a value of an environment variable or a query.
 *
 * @param {string} setting name of the variable or parameter
 * @param {string} text
 * @param {Range} range
 * @returns {number}
 */
export function parseNumber(setting, text, range) {
  const format = range.decimals === 1 ? /^[+-]?\d+(\.\d+)?$/ : /^[+-]?\d+$/;
  if (!format.test(text) || !contains(range, Number(text))) {
    throw outOfRange(setting, range, describe(text));
  }
  return Number(text);
}

/** Shows a value in a message: a string is quoted, a long value is cut. */
export function describe(value) {
  if (value !== null && typeof value === 'object') {
    return Array.isArray(value) ? 'an array' : 'an object';
  }
  const text = abbreviate(String(value), MAX_QUOTED_CHARS);
  return typeof value === 'string' ? `"${text}"` : text;
}

export function abbreviate(text, maxChars) {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars)}...`;
}

function contains({ min, max, decimals = 0 }, value) {
  return value >= min && value <= max && Number(value.toFixed(decimals)) === value;
}

function outOfRange(setting, { min, max, decimals = 0 }, shown) {
  const kind = decimals === 0 ? 'an integer' : 'a number';
  const bounds = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  const precision = decimals === 0 ? '' : ' with at most one decimal';
  return new OutOfRangeError(
    setting,
    `${setting} must be ${kind} ${bounds}${precision}, not ${shown}.`,
  );
}
