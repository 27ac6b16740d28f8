#ifndef STOWAGE_SOLVER_H
#define STOWAGE_SOLVER_H

#include "stowage_parallel.h"

/// GLPK behind a wall. GLPK ends the process when it finds a fault; here every call is made under `setjmp`, so a
/// fault comes back as `STOWAGE_FAULT` and never jumps over a frame of the caller. A fault costs every program
/// of the thread (GLPK can only drop its whole environment): they all answer `STOWAGE_FAULT` from then on.
///
/// A program belongs to the thread that created it. GLPK prints nothing. Rows and columns count from 0.

enum {
  STOWAGE_OK = 0,
  /// GLPK gave up inside; the program is lost.
  STOWAGE_FAULT = -1,
  /// The basis is singular or the numbers are out of hand; rebuilding or relaxing may help.
  STOWAGE_NUMERICAL = -2,
};

/// What a solve ended with.
enum {
  STOWAGE_OPTIMAL = 0,
  /// A limit ended the solve on a feasible point.
  STOWAGE_FEASIBLE = 1,
  /// A limit ended the solve before it had a feasible point.
  STOWAGE_UNKNOWN = 2,
  STOWAGE_INFEASIBLE = 3,
  STOWAGE_UNBOUNDED = 4,
};

typedef struct stowage_lp stowage_lp;

/// The version of the GLPK library that is linked, such as "5.0".
const char *stowage_glpk_version(void);

/// An empty minimisation; NULL where GLPK cannot even do that.
stowage_lp *stowage_lp_create(void);
void stowage_lp_destroy(stowage_lp *lp);
/// Frees what GLPK keeps for the calling thread. Programs of the thread that still exist are lost.
void stowage_lp_end_thread(void);

/// Appends rows; infinite bounds are -HUGE_VAL and HUGE_VAL.
int stowage_lp_add_rows(stowage_lp *lp, int count, const double *lower, const double *upper);
/// Appends columns given by compressed columns: entries `start[j] ..< start[j + 1]` of `row` and `value`.
int stowage_lp_add_columns(
    stowage_lp *lp, int count, const double *cost, const double *lower, const double *upper, const int *start,
    const int *row, const double *value);
/// Deletes columns; the basis stays usable where all of them are non-basic.
int stowage_lp_delete_columns(stowage_lp *lp, int count, const int *columns);
int stowage_lp_set_row_bounds(stowage_lp *lp, int row, double lower, double upper);
int stowage_lp_set_column_bounds(stowage_lp *lp, int column, double lower, double upper);
int stowage_lp_set_cost(stowage_lp *lp, int column, double cost);
/// Marks columns as integer for `stowage_lp_solve_integer`.
int stowage_lp_set_integer(stowage_lp *lp, int column);

/// Simplex from the present basis: primal, or with `dual` set the dual method as long as it can be used, for
/// programs whose bounds have changed since the last solve.
///
/// `stop` is asked every few milliseconds; where its answer is not zero, the solve ends as a fault.
int stowage_lp_solve(
    stowage_lp *lp, int dual, int iteration_limit, double seconds, int (*stop)(const void *context),
    const void *context, int *outcome);
/// Throws the basis away for one that GLPK builds from scratch.
int stowage_lp_reset_basis(stowage_lp *lp);
/// Branch and cut after an optimal `stowage_lp_solve`; values then come from `stowage_lp_integer_values`.
int stowage_lp_solve_integer(stowage_lp *lp, double relative_gap, double seconds, int *outcome);

int stowage_lp_iterations(const stowage_lp *lp);
double stowage_lp_objective(stowage_lp *lp);
double stowage_lp_integer_objective(stowage_lp *lp);
int stowage_lp_row_duals(stowage_lp *lp, double *duals);
int stowage_lp_column_values(stowage_lp *lp, double *values);
int stowage_lp_integer_values(stowage_lp *lp, double *values);
/// Per column: its reduced cost, and 1 where it is basic.
int stowage_lp_column_states(stowage_lp *lp, double *reduced_costs, unsigned char *basic);

#endif
