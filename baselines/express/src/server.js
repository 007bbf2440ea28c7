import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { createApp } from './app.js';
import { Chat } from './chat.js';
import { handleMalformedRequests } from './malformed.js';
import { Metrics } from './metrics.js';
import { OutOfRangeError } from './ranges.js';
import { readSettings } from './settings.js';

const { version } = createRequire(import.meta.url)('express/package.json');

/** Time for responses that end early to reach clients that read. */
const SHUTDOWN_GRACE_MS = 1000;

const SERVER_OPTIONS = {
  requireHostHeader: false, // The app checks it: Node's own response has no body and no count.
  keepAliveTimeout: 75_000,
  headersTimeout: 10_000,
  requestTimeout: 40_000,
  connectionsCheckingInterval: 1000,
};

function main() {
  const settings = readSettingsOrExit();
  const chat = new Chat(settings.options);
  const metrics = new Metrics(settings.model, version);
  const server = createServer(SERVER_OPTIONS, createApp(metrics, chat));
  handleMalformedRequests(server, metrics);
  // Each pipelined response listens for the end of its connection.
  server.on('connection', (socket) => socket.setMaxListeners(0));
  server.once('error', (error) => exit(1, listenError(settings, error)));
  server.listen(settings.port, settings.host, () => {
    const { address, port, family } = server.address();
    const host = family === 'IPv6' ? `[${address}]` : address;
    console.error(`Express baseline on http://${host}:${port}, model ${settings.model}`);
  });
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => stop(server, chat));
  }
}

function readSettingsOrExit() {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (error instanceof OutOfRangeError) {
      exit(2, error.message);
    }
    throw error;
  }
}

function listenError({ host, port }, { code }) {
  const advice =
    code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
      ? 'Set HOST to an address of this machine, like 127.0.0.1.'
      : 'Set PORT to another port, or to 0 for a free one.';
  return `The server can't listen on ${host}:${port} (${code}). ${advice}`;
}

/** The process ends when the last connection is closed. */
function stop(server, chat) {
  server.close();
  chat.shutDown();
  setTimeout(() => server.closeAllConnections(), SHUTDOWN_GRACE_MS).unref();
}

function exit(status, message) {
  console.error(message);
  process.exit(status);
}

main();
