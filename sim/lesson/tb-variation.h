/* tb-variation: what is different for each learner: which device, which fault, which numbers; and the seed of the run. It follows from the lesson and from what the
 * learner is called, so that neighbours cannot copy and a teacher can repeat it. */
#pragma once

#include "tb-lesson.h"
#include "tb-run.h"

G_BEGIN_DECLS

typedef struct _TbVariation TbVariation;

TbVariation       *tb_variation_new        (TbLesson *lesson, const char *learner, GError **error);   /* "" is the one everybody gets who says no name */
TbVariation       *tb_variation_ref        (TbVariation *variation);
void               tb_variation_unref      (TbVariation *variation);
const char        *tb_variation_get_learner (TbVariation *variation);
guint64            tb_variation_get_seed   (TbVariation *variation);
TbLesson          *tb_variation_get_lesson (TbVariation *variation);
TbScenario        *tb_variation_get_scenario (TbVariation *variation);                  /* sealed: the start's settings and commands are part of it */
const char        *tb_variation_get        (TbVariation *variation, const char *name);
const char *const *tb_variation_get_names  (TbVariation *variation);
const char *const *tb_variation_get_values (TbVariation *variation);
char              *tb_variation_fill       (TbVariation *variation, const char *text);   /* puts values for {name}; after translation */
TbRun             *tb_variation_start      (TbVariation *variation, const TbRunOptions *options, GPtrArray *commands, GError **error);   /* its sealed start */
TbRun             *tb_variation_hold_baseline (TbVariation *variation, GError **error);  /* in which nobody does anything */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbVariation, tb_variation_unref)

G_END_DECLS
