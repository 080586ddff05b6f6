/* ask-fixture: a run of the smart home, and questions to it. */
#pragma once

#include "tb-ask.h"
#include "tb-units.h"

G_BEGIN_DECLS

extern TbRun *run;
extern TbAsk *asker;

void      fixture_set_up    (guint n_threads);
void      fixture_tear_down (void);
TbRun    *fixture_play      (guint n_threads);
TbAnswer *ask_of            (TbAsk *whom, gint64 time_us, const char *sql);
TbAnswer *ask_at            (gint64 time_us, const char *sql);          /* the answer, or the test fails */
gint64    ask_int           (gint64 time_us, const char *sql);          /* its only value */
char     *ask_text          (gint64 time_us, const char *sql);
char     *ask_csv           (TbAsk *whom, gint64 time_us, const char *sql);
char     *ask_why_not       (const char *sql, TbAskError code);         /* the sentence; with a twentieth of the usual steps */

G_END_DECLS
