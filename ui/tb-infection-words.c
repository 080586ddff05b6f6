/* tb-infection-words: what is said about one infection: who, how it is now, by whom, when, and how many it has taken itself. */
#include <glib/gi18n-lib.h>

#include "tb-infection-draw.h"
#include "tb-sentence.h"

/**
 * tb_infection_get_look:
 * @index: who infected whom
 * @fold: state at the moment that is shown
 * @entry: of @index
 * @limit: see [func@infection_index_get_limit]
 *
 * Returns: (transfer none): how its device is now, or was when it was taken again later; %NULL for the attacker
 */
const TbLook *
tb_infection_get_look (TbInfectionIndex *index, TbFold *fold, guint entry, guint limit)
{
  const TbInfectionEntry *infection = tb_infection_index_get (index, entry);
  guint last;

  if (entry == TB_INFECTION_ROOT)
    return NULL;
  if (tb_infection_index_find (index, infection->device, limit, &last) && last == entry && tb_fold_get (fold, infection->device)->is_quarantined)
    return tb_look_health (TB_HEALTH_QUARANTINED);
  return tb_look_health (infection->cleared_us <= tb_fold_get_time (fold) ? TB_HEALTH_HEALTHY : TB_HEALTH_INFECTED);
}

static char *
dup_name (TbInfectionIndex *index, TbFold *fold, guint entry)
{
  guint32 device = tb_infection_index_get (index, entry)->device;

  return device != TB_NOBODY ? tb_fleet_dup_name (tb_fold_get_fleet (fold), device) : g_strdup (_("attacker"));
}

/**
 * tb_infection_describe:
 * @index: who infected whom
 * @fold: state at the moment that is shown
 * @entry: of @index
 * @limit: see [func@infection_index_get_limit]
 *
 * Returns: (transfer full): its name and how it is, such as "camera-02: infected"
 */
char *
tb_infection_describe (TbInfectionIndex *index, TbFold *fold, guint entry, guint limit)
{
  const TbLook *look = tb_infection_get_look (index, fold, entry, limit);
  g_autofree char *name = dup_name (index, fold, entry);

  if (look == NULL)
    return g_steal_pointer (&name);
  return g_strdup_printf (_("%s: %s"), name, look == tb_look_health (TB_HEALTH_HEALTHY) ? _("rid of it again") : tb_look_get_word (look));
}

static char *
describe_taken (guint n)
{
  if (n == 0)
    return g_strdup (_("has taken nobody"));
  return g_strdup_printf (ngettext ("has taken %'u other", "has taken %'u others", n), n);
}

/**
 * tb_infection_describe_facts:
 * @index: who infected whom
 * @fold: state at the moment that is shown
 * @entry: of @index
 * @limit: see [func@infection_index_get_limit]
 *
 * Returns: (transfer full): generation, when, by whom, and how many it has taken itself
 */
char *
tb_infection_describe_facts (TbInfectionIndex *index, TbFold *fold, guint entry, guint limit)
{
  const TbInfectionEntry *infection = tb_infection_index_get (index, entry);
  g_autofree char *taken = describe_taken (tb_infection_index_count_children (index, entry, limit));
  g_autofree char *moment = NULL, *by = NULL;

  if (limit <= 1)
    return g_strdup (_("nobody is infected"));
  if (entry == TB_INFECTION_ROOT)
    return g_strdup_printf (ngettext ("%s · %'u infection in all", "%s · %'u infections in all", limit - 1), taken, limit - 1);
  moment = tb_sentence_format_moment (infection->time_us);
  by = dup_name (index, fold, infection->parent);
  /* Translators: number of a generation, of how many; a moment; the name of who infected it; "has taken 14 others" */
  return g_strdup_printf (_("generation %u of %u · %s · by %s · %s"), infection->generation, tb_infection_index_get_depth (index, limit), moment, by, taken);
}
