#ifndef STOWAGE_OPENBLAS_H
#define STOWAGE_OPENBLAS_H

#include <cblas.h>

// Exported by every OpenBLAS with threads of its own, and in none of its headers.
extern int blas_thread_shutdown_(void) __attribute__((weak));

/// Ends the threads that OpenBLAS started when it was loaded: they spin for tens of milliseconds before they sleep.
/// It makes new ones where a product wants them. Nothing may be computing.
static inline void stowage_openblas_end_threads(void) {
  openblas_set_num_threads(1);
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}

#endif
