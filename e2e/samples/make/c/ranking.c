#include <stdlib.h>
#include <string.h>
static unsigned mix(unsigned x) { for (int i = 0; i < 50; i++) x = x * 31 + (x >> 3); return x; }
static unsigned parse(const char *text) { unsigned h = 7; for (const char *at = text; *at; at++) h = mix(h ^ *at); return h; }
static unsigned fold(unsigned depth) { return depth == 0 ? mix(depth) : fold(depth - 1) + mix(depth); }
int main(void) { unsigned sum = 0; for (int i = 0; i < 400; i++) { sum += parse("the quick brown fox"); sum += fold(20); } return sum == 42; }
