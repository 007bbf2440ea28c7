import { OutOfRangeError, parseNumber } from './ranges.js';

/** Longest name of a model, in characters. */
export const MAX_MODEL_LENGTH = 256;

/**
 * Numbers that shape a synthetic response: the option in the code, the field of a request, the
 * environment variable, the default and the range.
 */
export const KNOBS = [
  knob('frames', 'frames', 'SYN_FRAMES', 200, { min: 0, max: 100_000 }),
  knob('delayMs', 'delay_ms', 'SYN_DELAY_MS', 5, { min: 0, max: 60_000 }),
  knob('bytesPerFrame', 'bytes_per_frame', 'SYN_BYTES', 64, { min: 1, max: 65_536 }),
  knob('ttftMs', 'ttft_ms', 'SYN_TTFT_MS', 0, { min: 0, max: 600_000 }),
  knob('reasoningFrames', 'reasoning_frames', 'SYN_REASONING_FRAMES', 0, { min: 0, max: 100_000 }),
  knob('spinUs', 'spin_us', 'SYN_SPIN_US', 0, { min: 0, max: 10_000, decimals: 1 }),
];

/**
 * Reads the settings. A blank variable counts as unset.
 *
 * @param {Record<string, string | undefined>} environment
 * @throws {OutOfRangeError} naming the variable, its range and its value
 */
export function readSettings(environment) {
  const text = (name) => environment[name]?.trim() || undefined;
  return {
    host: text('HOST') ?? '127.0.0.1',
    port: readPort(text('PORT') ?? '8081'),
    model: readModel(text('LLM_MODEL') ?? 'synthetic'),
    options: readOptions(text),
  };
}

function knob(option, field, variable, defaultValue, range) {
  return { option, field, variable, defaultValue, range };
}

function readPort(text) {
  try {
    return parseNumber('PORT', text, { min: 0, max: 65_535 });
  } catch (error) {
    throw new OutOfRangeError('PORT', `${error.message} Set 0 for a free one.`);
  }
}

function readModel(name) {
  if (name.length > MAX_MODEL_LENGTH) {
    throw new OutOfRangeError(
      'LLM_MODEL',
      `LLM_MODEL must have at most ${MAX_MODEL_LENGTH} characters, not ${name.length}.`,
    );
  }
  return name;
}

function readOptions(text) {
  const options = { stamp: false };
  for (const { option, variable, defaultValue, range } of KNOBS) {
    const value = text(variable);
    options[option] = value === undefined ? defaultValue : parseNumber(variable, value, range);
  }
  const { frames, reasoningFrames } = options;
  if (reasoningFrames > frames) {
    throw new OutOfRangeError(
      'SYN_REASONING_FRAMES',
      `SYN_REASONING_FRAMES must be at most SYN_FRAMES (${frames}), not ${reasoningFrames}.`,
    );
  }
  return options;
}
