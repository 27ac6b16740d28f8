#include "stowage_solver.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

struct stowage_lp {
  glp_prob *problem;
  /// The environment the problem lives in; a program of an older one is lost.
  unsigned long generation;
};

static _Thread_local jmp_buf fault;
static _Thread_local unsigned long generation = 1;
static _Thread_local int is_prepared = 0;
/// Warnings since the present solve began.
static _Thread_local int complaints = 0;
/// Who says whether the present solve is to end; NULL outside of solves.
static _Thread_local int (*stop)(const void *context) = NULL;
static _Thread_local const void *stop_context = NULL;

enum { most_complaints = 500, milliseconds_between_questions = 10 };

static void on_fault(void *info) {
  (void)info;
  longjmp(fault, 1);
}

/// A non-zero answer tells GLPK that the text has been dealt with.
///
/// When a limit is reached while rounding errors keep the solution from being confirmed, GLPK 5.0 goes round in
/// circles for good and complains each time: that is the one moment to get out.
///
/// Lines about progress, which begin with a blank or the mark of a phase, come every few milliseconds and are the
/// one chance to look whether anybody still wants the answer.
static int swallow(void *info, const char *text) {
  (void)info;
  if (text[0] == ' ' || text[0] == '*' || text[0] == '#' || text[0] == '\n') {
    if (stop != NULL && stop(stop_context)) longjmp(fault, 1);
    return 1;
  }
  complaints += 1;
  if (complaints > most_complaints) longjmp(fault, 1);
  return 1;
}

static void prepare(void) {
  if (is_prepared) return;
  glp_term_hook(swallow, NULL);
  glp_error_hook(on_fault, NULL);
  is_prepared = 1;
}

static void drop_environment(void) {
  stop = NULL;
  glp_free_env();
  is_prepared = 0;
  generation += 1;
}

static int is_alive(const stowage_lp *lp) { return lp->problem != NULL && lp->generation == generation; }

// Opens every function that calls GLPK: a fault inside comes back here.
#define ENTER(lp)                               \
  do {                                          \
    if (!is_alive(lp)) return STOWAGE_FAULT;    \
    if (setjmp(fault) != 0) {                   \
      drop_environment();                       \
      return STOWAGE_FAULT;                     \
    }                                           \
  } while (0)

const char *stowage_glpk_version(void) { return glp_version(); }

stowage_lp *stowage_lp_create(void) {
  stowage_lp *lp = malloc(sizeof *lp);
  if (lp == NULL) return NULL;
  if (setjmp(fault) != 0) {
    drop_environment();
    free(lp);
    return NULL;
  }
  prepare();
  lp->problem = glp_create_prob();
  lp->generation = generation;
  glp_set_obj_dir(lp->problem, GLP_MIN);
  return lp;
}

void stowage_lp_destroy(stowage_lp *lp) {
  if (is_alive(lp)) {
    if (setjmp(fault) == 0) {
      glp_delete_prob(lp->problem);
    } else {
      drop_environment();
    }
  }
  free(lp);
}

void stowage_lp_end_thread(void) { drop_environment(); }

static int bound_type(double lower, double upper) {
  int has_lower = lower > -HUGE_VAL;
  int has_upper = upper < HUGE_VAL;
  if (has_lower && has_upper) return lower == upper ? GLP_FX : GLP_DB;
  if (has_lower) return GLP_LO;
  return has_upper ? GLP_UP : GLP_FR;
}

int stowage_lp_add_rows(stowage_lp *lp, int count, const double *lower, const double *upper) {
  ENTER(lp);
  if (count == 0) return STOWAGE_OK;
  int first = glp_add_rows(lp->problem, count);
  for (int i = 0; i < count; i++) {
    glp_set_row_bnds(lp->problem, first + i, bound_type(lower[i], upper[i]), lower[i], upper[i]);
  }
  return STOWAGE_OK;
}

static void set_columns(
    stowage_lp *lp, int count, const double *cost, const double *lower, const double *upper, const int *start,
    const int *row, const double *value, int *indices, double *values) {
  int first = glp_add_cols(lp->problem, count);
  for (int j = 0; j < count; j++) {
    int length = 0;
    for (int k = start[j]; k < start[j + 1]; k++) {
      length += 1;
      indices[length] = row[k] + 1;
      values[length] = value[k];
    }
    glp_set_mat_col(lp->problem, first + j, length, indices, values);
    glp_set_col_bnds(lp->problem, first + j, bound_type(lower[j], upper[j]), lower[j], upper[j]);
    glp_set_obj_coef(lp->problem, first + j, cost[j]);
  }
}

int stowage_lp_add_columns(
    stowage_lp *lp, int count, const double *cost, const double *lower, const double *upper, const int *start,
    const int *row, const double *value) {
  if (count == 0) return STOWAGE_OK;
  int longest = 0;
  for (int j = 0; j < count; j++) {
    if (start[j + 1] - start[j] > longest) longest = start[j + 1] - start[j];
  }
  // Volatile, so that both survive the jump and are freed on either path.
  int *volatile indices = malloc(sizeof(int) * (size_t)(longest + 1));
  double *volatile values = malloc(sizeof(double) * (size_t)(longest + 1));
  volatile int code = STOWAGE_FAULT;
  if (indices != NULL && values != NULL && is_alive(lp)) {
    if (setjmp(fault) == 0) {
      set_columns(lp, count, cost, lower, upper, start, row, value, indices, values);
      code = STOWAGE_OK;
    } else {
      drop_environment();
    }
  }
  free(indices);
  free(values);
  return code;
}

int stowage_lp_delete_columns(stowage_lp *lp, int count, const int *columns) {
  if (count == 0) return STOWAGE_OK;
  int *volatile numbers = malloc(sizeof(int) * (size_t)(count + 1));
  volatile int code = STOWAGE_FAULT;
  if (numbers != NULL && is_alive(lp)) {
    for (int j = 0; j < count; j++) numbers[j + 1] = columns[j] + 1;
    if (setjmp(fault) == 0) {
      glp_del_cols(lp->problem, count, numbers);
      code = STOWAGE_OK;
    } else {
      drop_environment();
    }
  }
  free(numbers);
  return code;
}

int stowage_lp_set_row_bounds(stowage_lp *lp, int row, double lower, double upper) {
  ENTER(lp);
  glp_set_row_bnds(lp->problem, row + 1, bound_type(lower, upper), lower, upper);
  return STOWAGE_OK;
}

int stowage_lp_set_column_bounds(stowage_lp *lp, int column, double lower, double upper) {
  ENTER(lp);
  glp_set_col_bnds(lp->problem, column + 1, bound_type(lower, upper), lower, upper);
  return STOWAGE_OK;
}

int stowage_lp_set_cost(stowage_lp *lp, int column, double cost) {
  ENTER(lp);
  glp_set_obj_coef(lp->problem, column + 1, cost);
  return STOWAGE_OK;
}

int stowage_lp_set_integer(stowage_lp *lp, int column) {
  ENTER(lp);
  glp_set_col_kind(lp->problem, column + 1, GLP_IV);
  return STOWAGE_OK;
}

static int milliseconds(double seconds) {
  if (!(seconds > 0)) return 0;
  return seconds < INT_MAX / 1000 ? (int)(seconds * 1000) : INT_MAX;
}

int stowage_lp_reset_basis(stowage_lp *lp) {
  ENTER(lp);
  glp_adv_basis(lp->problem, 0);
  return STOWAGE_OK;
}

int stowage_lp_solve(
    stowage_lp *lp, int dual, int iteration_limit, double seconds, int (*wants_to_stop)(const void *context),
    const void *context, int *outcome) {
  stop = NULL;
  ENTER(lp);
  stop = wants_to_stop;
  stop_context = context;
  glp_smcp parameters;
  glp_init_smcp(&parameters);
  parameters.msg_lev = GLP_MSG_ON;
  parameters.out_frq = milliseconds_between_questions;
  complaints = 0;
  parameters.meth = dual ? GLP_DUALP : GLP_PRIMAL;
  parameters.it_lim = iteration_limit;
  parameters.tm_lim = milliseconds(seconds);
  int code = glp_simplex(lp->problem, &parameters);
  stop = NULL;
  if (code != 0 && code != GLP_EITLIM && code != GLP_ETMLIM) return STOWAGE_NUMERICAL;
  switch (glp_get_status(lp->problem)) {
    case GLP_OPT: *outcome = STOWAGE_OPTIMAL; break;
    case GLP_FEAS: *outcome = STOWAGE_FEASIBLE; break;
    case GLP_NOFEAS: *outcome = STOWAGE_INFEASIBLE; break;
    case GLP_UNBND: *outcome = STOWAGE_UNBOUNDED; break;
    default: *outcome = STOWAGE_UNKNOWN; break;
  }
  return STOWAGE_OK;
}

int stowage_lp_solve_integer(stowage_lp *lp, double relative_gap, double seconds, int *outcome) {
  ENTER(lp);
  glp_iocp parameters;
  glp_init_iocp(&parameters);
  parameters.msg_lev = GLP_MSG_ERR;
  complaints = 0;
  parameters.mip_gap = relative_gap;
  parameters.tm_lim = milliseconds(seconds);
  int code = glp_intopt(lp->problem, &parameters);
  if (code != 0 && code != GLP_EMIPGAP && code != GLP_ETMLIM) return STOWAGE_NUMERICAL;
  switch (glp_mip_status(lp->problem)) {
    case GLP_OPT: *outcome = STOWAGE_OPTIMAL; break;
    case GLP_FEAS: *outcome = STOWAGE_FEASIBLE; break;
    case GLP_NOFEAS: *outcome = STOWAGE_INFEASIBLE; break;
    default: *outcome = STOWAGE_UNKNOWN; break;
  }
  return STOWAGE_OK;
}

int stowage_lp_iterations(const stowage_lp *lp) {
  ENTER(lp);
  return glp_get_it_cnt(lp->problem);
}

double stowage_lp_objective(stowage_lp *lp) {
  ENTER(lp);
  return glp_get_obj_val(lp->problem);
}

double stowage_lp_integer_objective(stowage_lp *lp) {
  ENTER(lp);
  return glp_mip_obj_val(lp->problem);
}

int stowage_lp_row_duals(stowage_lp *lp, double *duals) {
  ENTER(lp);
  int count = glp_get_num_rows(lp->problem);
  for (int i = 0; i < count; i++) duals[i] = glp_get_row_dual(lp->problem, i + 1);
  return STOWAGE_OK;
}

int stowage_lp_column_values(stowage_lp *lp, double *values) {
  ENTER(lp);
  int count = glp_get_num_cols(lp->problem);
  for (int j = 0; j < count; j++) values[j] = glp_get_col_prim(lp->problem, j + 1);
  return STOWAGE_OK;
}

int stowage_lp_integer_values(stowage_lp *lp, double *values) {
  ENTER(lp);
  int count = glp_get_num_cols(lp->problem);
  for (int j = 0; j < count; j++) values[j] = glp_mip_col_val(lp->problem, j + 1);
  return STOWAGE_OK;
}

int stowage_lp_column_states(stowage_lp *lp, double *reduced_costs, unsigned char *basic) {
  ENTER(lp);
  int count = glp_get_num_cols(lp->problem);
  for (int j = 0; j < count; j++) {
    reduced_costs[j] = glp_get_col_dual(lp->problem, j + 1);
    basic[j] = glp_get_col_stat(lp->problem, j + 1) == GLP_BS;
  }
  return STOWAGE_OK;
}
