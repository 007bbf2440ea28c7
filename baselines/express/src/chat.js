import { BufferedResponse } from './buffered-response.js';
import { parseChatRequest } from './chat-request.js';
import { shutDown } from './errors.js';
import { Pacer } from './pacer.js';
import { StreamedResponse } from './streamed-response.js';

/** Express's parser leaves the body undefined if there is none. */
const NO_BODY = Buffer.alloc(0);

/** Chat completions, generated on a fixed schedule. */
export class Chat {
  #defaults;
  #running = new Set();

  /** @param {object} defaults options of requests that set none */
  constructor(defaults) {
    this.#defaults = defaults;
  }

  /** Handles a request; its body, if it has one, is a Buffer. */
  handle = (request, response) => {
    const chat = parseChatRequest(request.body ?? NO_BODY, this.#defaults);
    request.body = undefined; // The response may take long, and the body be large.
    const { timeline } = response.locals;
    timeline.begin(chat.model);
    const completion = chat.stream
      ? new StreamedResponse(chat, response)
      : new BufferedResponse(chat, response);
    const pacer = new Pacer(response, completion);

    const abort = (error) => {
      pacer.stop();
      // A response that has ended may still wait for the client to read, or for its turn.
      if (!response.writableEnded) {
        completion.abort(error);
      }
    };
    const onClose = () => {
      pacer.stop();
      timeline.end(499, 'client_gone'); // Has no effect after a complete response.
      this.#running.delete(abort);
      request.socket.off('close', onClose);
    };
    this.#running.add(abort);
    response.once('close', onClose);
    // A pipelined response has no close event of its own before its turn.
    request.socket.once('close', onClose);
    pacer.start();
  };

  /** Ends all responses early. */
  shutDown() {
    for (const abort of this.#running) {
      abort(shutDown());
    }
  }
}
