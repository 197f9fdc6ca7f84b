// One situation per run: threads MODE. g++ -O1 -g -pthread threads.cc -o threads
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <shared_mutex>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

struct Audit {
  int fd = open("audit.log", O_CREAT | O_WRONLY, 0600);
  __attribute__((noinline)) void append() { if (write(fd, "order\n", 6) > 0) fsync(fd); usleep(3000); }
};
struct Book {
  std::mutex mutex;
  std::shared_mutex table;
  Audit audit;
  __attribute__((noinline)) void post() { std::lock_guard<std::mutex> held(mutex); audit.append(); }
  __attribute__((noinline)) void change() { std::unique_lock<std::shared_mutex> held(table); usleep(5000); }
  __attribute__((noinline)) void read() { std::shared_lock<std::shared_mutex> held(table); usleep(1000); }
};
static Book book;
static std::mutex debit, credit, m;
static std::condition_variable ready;
static volatile long sink;

template <class F> void start(std::vector<std::thread>& threads, int n, F body) { for (int i = 0; i < n; i++) threads.emplace_back(body); }

int main(int, char** argv) {
  std::vector<std::thread> threads;
  const char* mode = argv[1];
  auto is = [&](const char* name) { return strcmp(mode, name) == 0; };
  if (is("lock")) start(threads, 10, [] { for (;;) book.post(); });
  if (is("rwlock")) { start(threads, 3, [] { for (;;) book.change(); }); start(threads, 6, [] { for (;;) book.read(); }); }
  if (is("idle")) start(threads, 12, [] { std::unique_lock<std::mutex> held(m); ready.wait(held, [] { return false; }); });
  if (is("sleep")) start(threads, 6, [] { for (;;) usleep(500000); });
  if (is("cpu")) start(threads, 3, [] { for (;;) sink = sink + 1; });
  if (is("io")) start(threads, 6, [] { int s[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, s); char c; (void)!read(s[0], &c, 1); });
  if (is("deadlock")) {
    start(threads, 1, [] { std::lock_guard<std::mutex> a(debit); usleep(200000); std::lock_guard<std::mutex> b(credit); });
    start(threads, 1, [] { std::lock_guard<std::mutex> a(credit); usleep(200000); std::lock_guard<std::mutex> b(debit); });
  }
  for (auto& thread : threads) thread.join();
}
