#ifndef STOWAGE_PARALLEL_H
#define STOWAGE_PARALLEL_H

/// Processors this process may use, at least 1.
int stowage_processor_count(void);

/// Calls `body(context, worker, index)` once for every index below `count`, on up to `workers` threads, the
/// calling one among them as worker 0. Indices are handed out in ascending order to whoever is free, so a result
/// must not depend on the worker. Returns when all calls have.
void stowage_parallel(int workers, int count, void (*body)(void *context, int worker, int index), void *context);

#endif
