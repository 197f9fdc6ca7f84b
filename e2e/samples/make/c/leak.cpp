// Keeps a tenth of what it allocates, in two places, and reads lines it throws away.
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

struct Session { char *body; };
static std::vector<Session> sessions;

__attribute__((noinline)) char *copyBody(std::size_t bytes) {
  char *body = static_cast<char *>(std::malloc(bytes));
  std::memset(body, 1, bytes);
  return body;
}
__attribute__((noinline)) void openSession() { sessions.push_back({copyBody(20000)}); }
__attribute__((noinline)) std::size_t serve() {
  char *body = copyBody(30000);
  std::size_t length = std::string(body, 200).size();
  std::free(body);
  return length;
}
int main() {
  std::size_t sum = 0;
  for (int i = 0; i < 200; i++) {
    for (int j = 0; j < 6; j++) sum += serve();
    openSession();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return sum == 1;
}
