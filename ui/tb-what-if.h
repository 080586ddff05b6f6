/* tb-what-if: what would come of an outbreak in four fleets that differ in their defences, with the numbers a person chooses.
 *
 * Holds the numbers, and has curves made of them away from the main thread: first one run of each arm with the seed of the run that is shown, then bands
 * of many. A change of a number lets go of what is under way and starts over a moment later. Curves depend on numbers and seed alone, not on when or on
 * how many threads. Knows no widget; changes no run. */
#pragma once

#include <gio/gio.h>

#include "tb-arm-curve.h"

G_BEGIN_DECLS

#define TB_WHAT_IF_RUNS 100     /* of a band, unless somebody chooses */

#define TB_TYPE_WHAT_IF (tb_what_if_get_type ())
G_DECLARE_FINAL_TYPE (TbWhatIf, tb_what_if, TB, WHAT_IF, GObject)

/* Signals: "changed" (curves, or which are shown: draw), "terms-changed" (numbers, population, sentence: show them), "progress" (a run is done). */
TbWhatIf            *tb_what_if_new            (void);
void                 tb_what_if_set_fleet      (TbWhatIf *self, TbFleet *fleet, guint64 seed);   /* NULL for none; an outbreak needs an attacker */
gboolean             tb_what_if_has_fleet      (TbWhatIf *self);
gboolean             tb_what_if_set_preset     (TbWhatIf *self, const char *code);               /* NULL for this fleet */
const TbOutbreakPreset *tb_what_if_get_preset  (TbWhatIf *self);                                 /* NULL for this fleet */
TbVector             tb_what_if_get_vector     (TbWhatIf *self);
guint64              tb_what_if_get_seed       (TbWhatIf *self);

const TbWhatIfTerms *tb_what_if_get_terms      (TbWhatIf *self);
const TbWhatIfTerms *tb_what_if_get_own_terms  (TbWhatIf *self);     /* of the scenario or the preset */
void                 tb_what_if_set_term       (TbWhatIf *self, TbTerm term, double value);
void                 tb_what_if_reset          (TbWhatIf *self);
const char          *tb_what_if_get_complaint  (TbWhatIf *self);     /* NULL, or why these numbers make no curve */
char                *tb_what_if_dup_command    (TbWhatIf *self);     /* (nullable): makes the run what the numbers say */

const TbArmCurve    *tb_what_if_get_curve      (TbWhatIf *self, TbArm arm);      /* NULL before there is one; valid until "changed" */
gboolean             tb_what_if_is_shown       (TbWhatIf *self, TbArm arm);
void                 tb_what_if_set_shown      (TbWhatIf *self, TbArm arm, gboolean is_shown);
guint                tb_what_if_get_n_runs     (TbWhatIf *self);     /* as chosen, 0 for no bands; a curve says how many it has */
void                 tb_what_if_set_n_runs     (TbWhatIf *self, guint n_runs);
char                *tb_what_if_dup_label      (TbWhatIf *self);     /* what is shown, in a sentence or two */

gboolean             tb_what_if_is_busy        (TbWhatIf *self);
double               tb_what_if_get_progress   (TbWhatIf *self);     /* 0 to 1 */
void                 tb_what_if_cancel         (TbWhatIf *self);     /* keeps what there is */
void                 tb_what_if_set_active     (TbWhatIf *self, gboolean is_active);   /* whether anybody looks; nothing is made otherwise */
void                 tb_what_if_set_n_threads  (TbWhatIf *self, guint n_threads);      /* 0: all processors but one */

G_END_DECLS
