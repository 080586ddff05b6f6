/* tb-outbreak-validation: the engine held against closed forms, published figures and brute force, one row for each fact.
 *
 * The seeds are the first ones, 1 to so many: none is picked. The same table is printed by a command and asked by the tests, with fewer runs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_VALIDATION_LEAST_RUNS 10u

/**
 * TbCheckKind:
 * @TB_CHECK_RELATIVE: measured and expected differ by at most tolerance times expected
 * @TB_CHECK_ERRORS: by at most three standard errors, which is what the tolerance then is
 * @TB_CHECK_AT_MOST: measured is at most expected
 */
typedef enum { TB_CHECK_RELATIVE, TB_CHECK_ERRORS, TB_CHECK_AT_MOST } TbCheckKind;

/**
 * TbOutbreakCheck:
 * @code: stable name
 * @what: in words, with the unit
 * @source: where the expected value is from
 * @kind: how they are compared
 * @expected: closed form or published value
 * @measured: of the runs
 * @tolerance: see #TbCheckKind; absolute where it is three standard errors
 * @good: the verdict
 */
typedef struct
{
  const char *code;
  const char *what;
  const char *source;
  TbCheckKind kind;
  double expected;
  double measured;
  double tolerance;
  gboolean good;
} TbOutbreakCheck;

/**
 * TbOutbreakCheckFunc:
 * @check: a finished row
 * @data: what the caller gave
 */
typedef void (*TbOutbreakCheckFunc) (const TbOutbreakCheck *check, gpointer data);

/**
 * TbOutbreakValidation:
 * @n_runs: seeds for each ensemble, at least %TB_VALIDATION_LEAST_RUNS
 * @n_threads: at least 1
 * @cancelled: (nullable): atomic: set to end soon
 * @func: gets each row as soon as it is there
 * @data: for @func
 * @n_checks: counts rows
 * @n_good: counts good ones
 */
typedef struct
{
  guint n_runs;
  guint n_threads;
  gint *cancelled;
  TbOutbreakCheckFunc func;
  gpointer data;
  guint n_checks;
  guint n_good;
} TbOutbreakValidation;

gboolean tb_outbreak_validate (TbOutbreakValidation *validation);

G_END_DECLS
