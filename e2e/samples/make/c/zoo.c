// Four threads: two contend for a mutex, one allocates, one sorts. For perf, gperftools and flame graphs.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile unsigned long shared;
static time_t stop;

__attribute__((noinline)) static void update_ledger(void) {
  for (int i = 0; i < 200000; i++) shared += i * 31;
}

static void *contend(void *arg) {
  while (time(NULL) < stop) {
    pthread_mutex_lock(&lock);
    update_ledger();
    pthread_mutex_unlock(&lock);
    usleep(500);
  }
  return arg;
}

__attribute__((noinline)) static void *make_buffer(size_t size) {
  char *buffer = malloc(size);
  memset(buffer, 1, size);
  return buffer;
}

static void *allocate(void *arg) {
  void *kept[512] = {0};
  for (unsigned n = 0; time(NULL) < stop; n++) {
    for (int i = 0; i < 400; i++) {
      free(kept[(n + i) % 512]);
      kept[(n + i) % 512] = make_buffer(64 + (n * 37 + i * 101) % 4000);
    }
    usleep(200);
  }
  return arg;
}

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static void *sort(void *arg) {
  static int values[20000];
  while (time(NULL) < stop) {
    for (int i = 0; i < 20000; i++) values[i] = (i * 7919) % 20011;
    qsort(values, 20000, sizeof *values, compare);
    usleep(2000);
  }
  return arg;
}

int main(int argc, char **argv) {
  stop = time(NULL) + (argc > 1 ? atoi(argv[1]) : 5);
  pthread_t threads[4];
  pthread_create(&threads[0], NULL, contend, NULL);
  pthread_create(&threads[1], NULL, contend, NULL);
  pthread_create(&threads[2], NULL, allocate, NULL);
  pthread_create(&threads[3], NULL, sort, NULL);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  return 0;
}
