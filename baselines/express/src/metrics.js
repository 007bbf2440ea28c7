import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const RUNTIME = 'express';
const SYNTHETIC = 'synthetic';
const OTHER = 'other';
const BUCKETS_MS = [
  1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000,
];

/** Series of the server contract. */
export class Metrics {
  /**
   * @param {string} configuredModel model of requests that name none
   * @param {string} version of Express
   */
  constructor(configuredModel, version) {
    this.configuredModel = configuredModel;
    this.registry = new Registry();
    this.registry.setDefaultLabels({ runtime: RUNTIME });
    const registers = [this.registry];
    const counter = (name, help, ...labelNames) =>
      new Counter({ name, help, labelNames: ['model', ...labelNames], registers });
    const histogram = (name, help) =>
      new Histogram({ name, help, labelNames: ['model'], buckets: BUCKETS_MS, registers });

    this.requests = counter(
      'chat_requests_total',
      'Requests by status, counted when they end.',
      'status',
    );
    this.errors = counter('chat_errors_total', 'Failed requests by reason.', 'reason');
    this.tokens = counter('chat_tokens_total', 'Output tokens.');
    this.bytesOut = counter(
      'chat_bytes_out_total',
      'Response body bytes sent to clients, without chunk framing.',
    );
    this.ttft = histogram(
      'chat_ttft_ms',
      'Time from request headers read to first content event sent.',
    );
    this.duration = histogram(
      'chat_duration_ms',
      'Time from request headers read to last byte sent.',
    );
    this.inFlight = new Gauge({
      name: 'chat_in_flight',
      help: 'Requests in flight.',
      labelNames: ['model'],
      registers,
    });
    new Gauge({
      name: 'build_info',
      help: 'Build information; always 1.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version, node: process.versions.node }, 1);
    for (const model of new Set([SYNTHETIC, configuredModel, OTHER])) {
      this.#initialize(model);
    }
  }

  /** Starts the timeline of a request whose headers were just read. */
  receive() {
    return new Timeline(this);
  }

  /**
   * Label of a model. A client can name any, so only configured names become labels.
   *
   * @param {string | undefined} model as the request names it
   */
  label(model = this.configuredModel) {
    return model === SYNTHETIC || model === this.configuredModel ? model : OTHER;
  }

  /** Makes the series of a model start at 0, so that a rate sees its first increase. */
  #initialize(model) {
    this.tokens.inc({ model }, 0);
    this.bytesOut.inc({ model }, 0);
    this.inFlight.set({ model }, 0);
    this.ttft.zero({ model });
    this.duration.zero({ model });
  }
}

/** Measurements of one request. A request that ends is counted once. */
export class Timeline {
  tokens = 0;
  bytesOut = 0;
  #metrics;
  #receivedNanos = process.hrtime.bigint();
  #model = OTHER;
  #isInFlight = false;
  #hasEnded = false;

  constructor(metrics) {
    this.#metrics = metrics;
  }

  /**
   * Puts the request in flight, once it is valid.
   *
   * @param {string | undefined} model as the request names it
   */
  begin(model) {
    this.#model = this.#metrics.label(model);
    this.#isInFlight = true;
    this.#metrics.inFlight.inc({ model: this.#model });
  }

  /** Counts a content event that was handed to the socket. The first one ends the TTFT. */
  onContentSent() {
    if (this.tokens === 0) {
      this.#metrics.ttft.observe({ model: this.#model }, this.#elapsedMs());
    }
    this.tokens++;
  }

  /**
   * Counts the request. Only the first call has an effect.
   *
   * @param {number} status as the contract counts it
   * @param {string} [reason] of an error
   */
  end(status, reason) {
    if (this.#hasEnded) {
      return;
    }
    this.#hasEnded = true;
    const { duration, tokens, bytesOut, errors, requests, inFlight } = this.#metrics;
    const model = this.#model;
    duration.observe({ model }, this.#elapsedMs());
    tokens.inc({ model }, this.tokens);
    bytesOut.inc({ model }, this.bytesOut);
    if (reason !== undefined) {
      errors.inc({ model, reason });
    }
    requests.inc({ model, status });
    if (this.#isInFlight) {
      inFlight.dec({ model });
    }
  }

  #elapsedMs() {
    return Number(process.hrtime.bigint() - this.#receivedNanos) / 1e6;
  }
}
