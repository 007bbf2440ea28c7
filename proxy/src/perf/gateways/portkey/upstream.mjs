// Loaded before Portkey's gateway: names the upstream in each request, as its clients do by two headers, and lets
// the gateway listen on loopback alone, for which it has no option.
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const HEADERS = ['x-portkey-provider', 'openai', 'x-portkey-custom-host', process.env.UPSTREAM];

const createServer = http.createServer;
http.createServer = (options, listener) => {
  const server = createServer(options, (request, response) => {
    request.rawHeaders.push(...HEADERS);
    return listener(request, response);
  });
  const listen = server.listen.bind(server);
  server.listen = (port, _host, callback) => listen(port, '127.0.0.1', callback);
  return server;
};
syncBuiltinESMExports();
