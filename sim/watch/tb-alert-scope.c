/* tb-alert-scope: whom a question is about, so that it costs as much as has happened and not as much as there are devices.
 *
 * A rule names the records without which nothing can be wrong with a device; nobody else is asked about. Where an answer lasts until something happens to the device again, only
 * those are asked about to whom something has happened since the moment before. */
#include "tb-alert-private.h"

#include "tb-fleet.h"

struct _TbAlertScope
{
  const TbAlertCondition *condition;  /* borrowed */
  const gint64 *happened_us;          /* borrowed */
  guint32 n_objects;
  TbObjectSet *known;                 /* who was party to a record that the rule names; NULL when it names none */
  TbObjectSet *changed;               /* of those, who is asked about; NULL before the first time, and where no answer lasts */
};

TbAlertScope *
tb_alert_scope_new (const TbAlertCondition *condition, TbFleet *fleet, const gint64 *happened_us)
{
  TbAlertScope *scope = g_new0 (TbAlertScope, 1);

  scope->condition = condition;
  scope->happened_us = happened_us;
  scope->n_objects = tb_fleet_get_n_objects (fleet);
  scope->known = condition->has_about ? tb_object_set_new (scope->n_objects) : NULL;
  return scope;
}

void
tb_alert_scope_free (TbAlertScope *scope)
{
  g_clear_pointer (&scope->known, tb_object_set_free);
  g_clear_pointer (&scope->changed, tb_object_set_free);
  g_free (scope);
}

void
tb_alert_scope_note (TbAlertScope *scope, const TbRecord *record)
{
  if (!scope->condition->about[record->kind])
    return;
  tb_object_set_add (scope->known, record->subject);
  tb_object_set_add (scope->known, record->object);
}

/* Whom to ask about when it was asked at @before_us before. Returns: (nullable): good until the next time; %NULL for everybody */
const TbObjectSet *
tb_alert_scope_find (TbAlertScope *scope, gint64 before_us)
{
  if (!scope->condition->is_lasting)
    return scope->known;
  g_clear_pointer (&scope->changed, tb_object_set_free);
  scope->changed = tb_object_set_new (scope->n_objects);
  for (guint32 i = tb_object_set_next (scope->known, TB_NOBODY); i != G_MAXUINT32; i = tb_object_set_next (scope->known, i))
    if (scope->happened_us[i] > before_us)
      tb_object_set_add (scope->changed, i);
  return scope->changed;
}

/* Whether @object was not asked about the last time, since nothing had happened to it. */
gboolean
tb_alert_scope_spared (const TbAlertScope *scope, guint32 object)
{
  return scope->changed != NULL && object != TB_NOBODY && !tb_object_set_has (scope->changed, object);
}
