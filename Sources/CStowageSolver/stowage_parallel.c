#define _GNU_SOURCE
#include "stowage_parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { most_workers = 64 };

struct crew {
  void (*body)(void *context, int worker, int index);
  void *context;
  int count;
  atomic_int next;
};

struct member {
  struct crew *crew;
  int worker;
  pthread_t thread;
};

static void *work(void *argument) {
  struct member *member = argument;
  struct crew *crew = member->crew;
  for (;;) {
    int index = atomic_fetch_add(&crew->next, 1);
    if (index >= crew->count) return NULL;
    crew->body(crew->context, member->worker, index);
  }
}

int stowage_processor_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int count = CPU_COUNT(&set);
  return count < 1 ? 1 : count;
}

void stowage_parallel(int workers, int count, void (*body)(void *context, int worker, int index), void *context) {
  struct crew crew = {body, context, count, 0};
  struct member members[most_workers];
  if (workers > most_workers) workers = most_workers;
  if (workers > count) workers = count;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 8u << 20);
  int started = 1;
  while (started < workers) {
    members[started] = (struct member){&crew, started, 0};
    if (pthread_create(&members[started].thread, &attributes, work, &members[started]) != 0) break;
    started += 1;
  }
  pthread_attr_destroy(&attributes);
  members[0] = (struct member){&crew, 0, 0};
  work(&members[0]);
  for (int worker = 1; worker < started; worker++) pthread_join(members[worker].thread, NULL);
}
