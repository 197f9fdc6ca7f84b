// app SITUATION TRUTH_FILE: one small service in one known situation. Writes its own counters once a second.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace std::chrono;
static std::atomic<int64_t> waited{0}, waiting{0}, since{0}, held{0}, allocated{0};
static int threads_with_work = 0;
static volatile uint64_t sink = 0;

static int64_t now_ns() { return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count(); }
static void sleep_ms(int ms) { std::this_thread::sleep_for(milliseconds(ms)); }

__attribute__((noinline)) void sync_journal() { sleep_ms(4); }

__attribute__((noinline)) uint64_t verify_signature(uint64_t seed) {
    for (int i = 0; i < 200000; i++) seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return seed;
}

struct Score {
    std::string *player;
    Score *next;
};

__attribute__((noinline)) Score *parse_scores(int rows) {
    Score *last = nullptr;
    for (int i = 0; i < rows; i++) {
        last = new Score{new std::string(40, 'p'), last};
        allocated.fetch_add(sizeof(Score) + sizeof(std::string) + 41, std::memory_order_relaxed);
    }
    return last;
}

__attribute__((noinline)) void drop_scores(Score *last) {
    while (last) {
        Score *next = last->next;
        delete last->player;
        delete last;
        last = next;
    }
}

__attribute__((noinline)) char *quote_page(size_t kilobytes) {
    char *page = static_cast<char *>(malloc(kilobytes << 10));
    memset(page, 1, kilobytes << 10);
    allocated += kilobytes << 10;
    return page;
}

class Ledger {
    std::mutex lock;
    uint64_t total = 0;

public:
    template <class Work> __attribute__((noinline)) void settle(Work work) {
        int64_t at = now_ns();
        waiting++;
        since += at;
        std::lock_guard<std::mutex> guard(lock);
        waiting--;
        since -= at;
        waited += now_ns() - at;
        work();
        total++;
    }
};

static Ledger ledger;
static std::mutex queue_lock;
static std::condition_variable queue_filled;
static std::vector<char *> cache;

template <class Work> void start(int count, bool working, Work once) {
    if (working) threads_with_work += count;
    for (int i = 0; i < count; i++)
        std::thread([once] {
            for (;;) once();
        }).detach();
}

static void start_io() {
    for (int i = 0; i < 24; i++) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) abort();
        int mine = ends[0], theirs = ends[1];
        start(1, true, [mine] {
            char one = 1;
            if (write(mine, &one, 1) != 1 || read(mine, &one, 1) != 1) sleep_ms(1000);
        });
        start(1, true, [theirs] {
            char one;
            if (read(theirs, &one, 1) != 1) sleep_ms(1000);
            sleep_ms(200);
            if (write(theirs, &one, 1) != 1) sleep_ms(1000);
        });
    }
}

int main(int, char **argv) {
    std::string situation = argv[1];
    if (situation == "cpu") start(4, true, [] { sink = verify_signature(7); });
    else if (situation == "throttled") start(6, true, [] { sink = verify_signature(7); });
    else if (situation == "lock") start(24, true, [] { ledger.settle(sync_journal); });
    else if (situation == "churn") start(3, true, [] { drop_scores(parse_scores(2000)); });
    else if (situation == "leak") start(1, true, [] { cache.push_back(quote_page(64)); held += 64 << 10; sleep_ms(60); });
    else if (situation == "cascade") start(16, true, [] { ledger.settle([] { free(quote_page(256)); sink = verify_signature(3); }); });
    else if (situation == "idle") {
        start(40, false, [] { std::unique_lock<std::mutex> own(queue_lock); queue_filled.wait(own); });
        start(4, false, [] { sleep_ms(1000); });
    } else if (situation == "io") start_io();
    else if (situation == "sawtooth") start(2, true, [] { for (int i = 0; i < 8; i++) free(quote_page(128)); sink = verify_signature(3); sleep_ms(100); });
    else return 2;
    FILE *out = fopen(argv[2], "w");
    for (;;) {
        int64_t now = now_ns();
        fprintf(out, "{\"at_ns\":%lld,\"alloc_bytes\":%lld,\"live_bytes\":%lld,\"wait_ns\":%lld,\"threads\":%d}\n", (long long)now,
                (long long)allocated, (long long)held, (long long)(waited + waiting * now - since), threads_with_work);
        fflush(out);
        sleep_ms(1000);
    }
}
