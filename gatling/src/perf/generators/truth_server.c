/*
 * A model server whose delays are known, and that records what it really did.
 *
 *   truth-server EVENTS FIRST_US GAP_US JITTER_US
 *
 * Each streamed request gets EVENTS content events: the first one FIRST_US after the request was read, later by up to
 * JITTER_US at random, and the others GAP_US apart on a fixed schedule. Prints its URL. When its standard input ends,
 * prints a line for each streamed request, and ends: when it was read, and when each event was handed to the socket, in
 * nanoseconds of the monotonic clock. One thread, and no allocation for an event.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FDS = 65536, MAX_REQUEST = 1 << 20, CHUNK_SIZE = 1024, BATCH = 256 };

/* One streamed request. */
typedef struct {
  int64_t read;
  int count;
  int64_t sent[];
} Record;

typedef struct {
  int fd;
  char *in;
  size_t in_length;
  char *unsent;
  size_t unsent_length;
  Record *record; /* of the stream in progress, or NULL */
  int64_t first_due;
} Connection;

/* The next event of a stream. It is stale if its connection has another stream by now, or none. */
typedef struct {
  int64_t due;
  int fd;
  Record *record;
} Timer;

static int events, first_us, gap_us, jitter_us;
static int poll_fd;
static Connection *connections[MAX_FDS];
static Timer timers[2 * MAX_FDS];
static int timer_count;
static Record **records;
static size_t record_count, record_capacity;

static const char *const HEADERS =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
    "transfer-encoding: chunked\r\n\r\n";
#define CHUNK "\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\""
static const char *const MODELS =
    "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\",\"created\":1,\"owned_by\":\"x\"}]}";
static const char *const WHOLE =
    "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
    "\"message\":{\"role\":\"assistant\",\"content\":\" word\"},\"finish_reason\":\"stop\"}],"
    "\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,\"total_tokens\":9}}";

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void *require(void *memory) {
  if (memory == NULL) fail("memory");
  return memory;
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* A binary heap: the parent of timer i is timer (i - 1) / 2, and never due later. */
static void push_timer(Timer timer) {
  if (timer_count == 2 * MAX_FDS) {
    fprintf(stderr, "truth-server: too many streams\n");
    exit(1);
  }
  int at = timer_count++;
  for (; at > 0 && timers[(at - 1) / 2].due > timer.due; at = (at - 1) / 2) timers[at] = timers[(at - 1) / 2];
  timers[at] = timer;
}

static Timer pop_timer(void) {
  Timer first = timers[0], last = timers[--timer_count];
  int at = 0;
  for (;;) {
    int child = 2 * at + 1;
    if (child >= timer_count) break;
    if (child + 1 < timer_count && timers[child + 1].due < timers[child].due) child++;
    if (timers[child].due >= last.due) break;
    timers[at] = timers[child];
    at = child;
  }
  timers[at] = last;
  return first;
}

static void watch(Connection *connection, uint32_t wanted, int operation) {
  struct epoll_event event = {.events = wanted, .data.fd = connection->fd};
  if (epoll_ctl(poll_fd, operation, connection->fd, &event) != 0) fail("epoll_ctl");
}

static void close_connection(Connection *connection) {
  close(connection->fd);
  connections[connection->fd] = NULL;
  free(connection->in);
  free(connection->unsent);
  free(connection);
}

/* Sends bytes, and keeps those that the socket does not take. Returns 0 if the client has left. */
static int send_bytes(Connection *connection, const char *bytes, size_t length) {
  ssize_t sent = 0;
  if (connection->unsent_length == 0) {
    sent = send(connection->fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return 0;
    if (sent < 0) sent = 0;
  }
  size_t rest = length - (size_t)sent;
  if (rest > 0) {
    connection->unsent = require(realloc(connection->unsent, connection->unsent_length + rest));
    memcpy(connection->unsent + connection->unsent_length, bytes + sent, rest);
    connection->unsent_length += rest;
    watch(connection, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
  }
  return 1;
}

static int send_unsent(Connection *connection) {
  ssize_t sent = send(connection->fd, connection->unsent, connection->unsent_length, MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN;
  connection->unsent_length -= (size_t)sent;
  memmove(connection->unsent, connection->unsent + sent, connection->unsent_length);
  if (connection->unsent_length == 0) watch(connection, EPOLLIN, EPOLL_CTL_MOD);
  return 1;
}

static int send_json(Connection *connection, const char *json) {
  char response[CHUNK_SIZE];
  int length = snprintf(response, sizeof response,
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s",
                        strlen(json), json);
  return send_bytes(connection, response, (size_t)length);
}

static size_t put_chunk(char *to, const char *data) {
  return (size_t)sprintf(to, "%zx\r\n%s\r\n", strlen(data), data);
}

static int64_t jitter_nanos(void) {
  return jitter_us == 0 ? 0 : (int64_t)(drand48() * jitter_us * 1000);
}

static int begin_stream(Connection *connection, int64_t read) {
  Record *record = require(malloc(sizeof(Record) + (size_t)events * sizeof(int64_t)));
  record->read = read;
  record->count = 0;
  if (record_count == record_capacity) {
    record_capacity = record_capacity == 0 ? 1024 : 2 * record_capacity;
    records = require(realloc(records, record_capacity * sizeof *records));
  }
  records[record_count++] = record;
  connection->record = record;
  connection->first_due = read + (int64_t)first_us * 1000 + jitter_nanos();
  push_timer((Timer){connection->first_due, connection->fd, record});
  return send_bytes(connection, HEADERS, strlen(HEADERS));
}

/* Length of the request at the start of the input with its body, or 0 if it is not whole yet. */
static size_t request_length(const char *in, size_t available) {
  const char *end = strstr(in, "\r\n\r\n");
  if (end == NULL) return 0;
  size_t head = (size_t)(end + 4 - in);
  const char *field = strcasestr(in, "\r\ncontent-length:");
  if (field != NULL && field < end) {
    size_t length = head + strtoul(field + 17, NULL, 10);
    return available < length ? 0 : length;
  }
  field = strcasestr(in, "\r\ntransfer-encoding: chunked");
  if (field == NULL || field > end) return head;
  const char *last = strstr(end, "\r\n0\r\n\r\n");
  return last == NULL ? 0 : (size_t)(last + 7 - in);
}

/* Responds to one request, which ends with a NUL. Returns 0 if the client has left. */
static int respond(Connection *connection, const char *request, int64_t read) {
  if (strncmp(request, "POST ", 5) != 0) {
    size_t path = strcspn(request, "\r");
    const char *models = strstr(request, "/models");
    return send_json(connection, models != NULL && models < request + path ? MODELS : "{\"status\":\"UP\"}");
  }
  if (strstr(request, "\"stream\":true") == NULL && strstr(request, "\"stream\": true") == NULL) {
    return send_json(connection, WHOLE);
  }
  return begin_stream(connection, read);
}

/* Responds to the whole requests that have arrived. A stream is in the way of the next one. */
static int respond_all(Connection *connection, int64_t read) {
  while (connection->record == NULL) {
    connection->in[connection->in_length] = '\0';
    size_t length = request_length(connection->in, connection->in_length);
    if (length == 0) return connection->in_length < MAX_REQUEST;
    char after = connection->in[length];
    connection->in[length] = '\0';
    if (!respond(connection, connection->in, read)) return 0;
    connection->in[length] = after;
    connection->in_length -= length;
    memmove(connection->in, connection->in + length, connection->in_length);
  }
  return 1;
}

static int receive(Connection *connection) {
  if (connection->in_length == MAX_REQUEST) return 0;
  ssize_t length =
      recv(connection->fd, connection->in + connection->in_length, MAX_REQUEST - connection->in_length, 0);
  if (length < 0) return errno == EAGAIN;
  if (length == 0) return 0;
  int64_t read = now();
  connection->in_length += (size_t)length;
  return respond_all(connection, read);
}

static int send_event(Connection *connection) {
  static char data[CHUNK_SIZE], chunks[4 * CHUNK_SIZE];
  Record *record = connection->record;
  snprintf(data, sizeof data,
           "data: {\"id\":\"c\"," CHUNK ",\"choices\":[{\"index\":0,\"delta\":{%s\"content\":\" word\"},"
           "\"finish_reason\":null}]}\n\n",
           record->count == 0 ? "\"role\":\"assistant\"," : "");
  size_t length = put_chunk(chunks, data);
  int is_last = record->count + 1 == events;
  if (is_last) {
    snprintf(data, sizeof data,
             "data: {\"id\":\"c\"," CHUNK ",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
             "data: {\"id\":\"c\"," CHUNK ",\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":%d,"
             "\"total_tokens\":%d}}\n\ndata: [DONE]\n\n",
             events, events + 8);
    length += put_chunk(chunks + length, data);
    length += (size_t)sprintf(chunks + length, "0\r\n\r\n");
  }
  record->sent[record->count++] = now();
  if (!send_bytes(connection, chunks, length)) return 0;
  if (is_last) {
    connection->record = NULL;
    return respond_all(connection, now());
  }
  push_timer((Timer){connection->first_due + (int64_t)record->count * gap_us * 1000, connection->fd, record});
  return 1;
}

static void send_due_events(void) {
  for (int64_t time = now(); timer_count > 0 && timers[0].due <= time;) {
    Timer timer = pop_timer();
    Connection *connection = connections[timer.fd];
    if (connection == NULL || connection->record != timer.record) continue;
    if (!send_event(connection)) close_connection(connection);
  }
}

static void accept_connections(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0 && errno == EAGAIN) return;
    if (fd < 0 && (errno == ECONNABORTED || errno == EINTR)) continue;
    if (fd < 0 || fd >= MAX_FDS) fail("accept");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Connection *connection = require(calloc(1, sizeof *connection));
    connection->fd = fd;
    connection->in = require(malloc(MAX_REQUEST + 1));
    connections[fd] = connection;
    watch(connection, EPOLLIN, EPOLL_CTL_ADD);
  }
}

static int listen_on_loopback(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 4096) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
    fail("listen");
  }
  printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

/* Waits for sockets until the next event is due. */
static int poll_sockets(struct epoll_event *ready) {
  struct timespec wait, *limit = NULL;
  if (timer_count > 0) {
    int64_t nanos = timers[0].due - now();
    if (nanos < 0) nanos = 0;
    wait = (struct timespec){nanos / 1000000000, nanos % 1000000000};
    limit = &wait;
  }
  int count = epoll_pwait2(poll_fd, ready, BATCH, limit, NULL);
  if (count < 0 && errno != EINTR) fail("epoll_pwait2");
  return count;
}

static void serve(int listener) {
  struct epoll_event ready[BATCH];
  for (;;) {
    int count = poll_sockets(ready);
    for (int i = 0; i < count; i++) {
      int fd = ready[i].data.fd;
      if (fd == STDIN_FILENO) return;
      if (fd == listener) {
        accept_connections(listener);
        continue;
      }
      Connection *connection = connections[fd];
      if (connection == NULL) continue;
      int open = 1;
      if ((ready[i].events & EPOLLOUT) != 0 && connection->unsent_length > 0) open = send_unsent(connection);
      if (open && (ready[i].events & ~(uint32_t)EPOLLOUT) != 0) open = receive(connection);
      if (!open) close_connection(connection);
    }
    send_due_events();
  }
}

static void print_records(void) {
  for (size_t i = 0; i < record_count; i++) {
    printf("%ld", (long)records[i]->read);
    for (int event = 0; event < records[i]->count; event++) printf(" %ld", (long)records[i]->sent[event]);
    printf("\n");
  }
}

int main(int count, char **arguments) {
  if (count != 5 || (events = atoi(arguments[1])) < 1) {
    fprintf(stderr, "usage: truth-server EVENTS FIRST_US GAP_US JITTER_US\n");
    return 2;
  }
  first_us = atoi(arguments[2]);
  gap_us = atoi(arguments[3]);
  jitter_us = atoi(arguments[4]);
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max < MAX_FDS ? files.rlim_max : MAX_FDS;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  signal(SIGPIPE, SIG_IGN);
  poll_fd = epoll_create1(0);
  int listener = listen_on_loopback();
  for (int i = 0; i < 2; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = i == 0 ? listener : STDIN_FILENO};
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, event.data.fd, &event) != 0) fail("epoll_ctl");
  }
  serve(listener);
  print_records();
  return 0;
}
