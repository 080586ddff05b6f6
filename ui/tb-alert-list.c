/* tb-alert-list: see the header. */
#include "tb-alert-list.h"

#include <glib/gi18n-lib.h>

#include "tb-record.h"
#include "tb-sentence.h"

struct _TbAlertItem
{
  GObject parent_instance;

  TbAlert *alert;   /* owned */
  gboolean stands;
};

enum { PROP_NAME = 1, PROP_WHEN, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbAlertItem, tb_alert_item, G_TYPE_OBJECT)

static char *
dup_when (TbAlertItem *self)
{
  g_autofree char *from = tb_sentence_format_moment (self->alert->raised_us);
  g_autofree char *to = self->stands ? NULL : tb_sentence_format_moment (self->alert->cleared_us);

  /* Translators: a moment of simulated time */
  return self->stands ? g_strdup_printf (_("since %s"), from)
                      /* Translators: two moments of simulated time, from the first to the second */
                      : g_strdup_printf (_("%s – %s"), from, to);
}

static void
tb_alert_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TbAlertItem *self = TB_ALERT_ITEM (object);

  if (prop_id == PROP_NAME)
    g_value_set_string (value, g_str_equal (self->alert->name, "all") ? _("the whole fleet") : self->alert->name);
  else
    g_value_take_string (value, dup_when (self));
}

static void
tb_alert_item_finalize (GObject *object)
{
  tb_alert_unref (TB_ALERT_ITEM (object)->alert);
  G_OBJECT_CLASS (tb_alert_item_parent_class)->finalize (object);
}

static void
tb_alert_item_class_init (TbAlertItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tb_alert_item_get_property;
  object_class->finalize = tb_alert_item_finalize;
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_WHEN] = g_param_spec_string ("when", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tb_alert_item_init (TbAlertItem *self)
{
}

TbAlert *
tb_alert_item_get (TbAlertItem *self)
{
  return self->alert;
}

/* --- the list --- */

struct _TbAlertList
{
  GObject parent_instance;

  GPtrArray *alerts;   /* owned */
  gint64 time_us;
};

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_ALERT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return TB_ALERT_LIST (model)->alerts->len;
}

static gpointer
get_item (GListModel *model, guint row)
{
  TbAlertList *self = TB_ALERT_LIST (model);
  TbAlertItem *item;

  if (row >= self->alerts->len)
    return NULL;
  item = g_object_new (TB_TYPE_ALERT_ITEM, NULL);
  item->alert = tb_alert_ref (g_ptr_array_index (self->alerts, row));
  item->stands = tb_alert_stands_at (item->alert, self->time_us);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TbAlertList, tb_alert_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tb_alert_list_finalize (GObject *object)
{
  g_ptr_array_unref (TB_ALERT_LIST (object)->alerts);
  G_OBJECT_CLASS (tb_alert_list_parent_class)->finalize (object);
}

static void
tb_alert_list_class_init (TbAlertListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_alert_list_finalize;
}

static void
tb_alert_list_init (TbAlertList *self)
{
  self->alerts = g_ptr_array_new ();
}

/**
 * tb_alert_list_new:
 *
 * Returns: (transfer full): a list of nothing
 */
TbAlertList *
tb_alert_list_new (void)
{
  return g_object_new (TB_TYPE_ALERT_LIST, NULL);
}

/* Whether a row says the same before and after. */
static gboolean
is_same (GPtrArray *old, guint i, gint64 old_us, GPtrArray *new, guint k, gint64 new_us)
{
  const TbAlert *first = g_ptr_array_index (old, i), *second = g_ptr_array_index (new, k);

  return first == second && tb_alert_stands_at (first, old_us) == tb_alert_stands_at (second, new_us);
}

void
tb_alert_list_take (TbAlertList *self, GPtrArray *alerts, gint64 time_us)
{
  g_autoptr (GPtrArray) old = self->alerts;
  guint least = MIN (old->len, alerts->len), head = 0, tail = 0;

  while (head < least && is_same (old, head, self->time_us, alerts, head, time_us))
    head++;
  while (tail < least - head && is_same (old, old->len - 1 - tail, self->time_us, alerts, alerts->len - 1 - tail, time_us))
    tail++;
  self->alerts = alerts;
  self->time_us = time_us;
  if (old->len != alerts->len || head + tail < alerts->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, alerts->len - head - tail);
}

guint
tb_alert_list_find (TbAlertList *self, const TbAlert *alert)
{
  for (guint i = 0; i < self->alerts->len; i++)
    {
      const TbAlert *other = g_ptr_array_index (self->alerts, i);

      if (other->rule == alert->rule && other->raised_us == alert->raised_us && g_str_equal (other->name, alert->name))
        return i;
    }
  return G_MAXUINT;
}

guint
tb_alert_list_find_subject (TbAlertList *self, guint32 subject)
{
  for (guint i = 0; i < self->alerts->len && subject != TB_NOBODY; i++)
    if (((const TbAlert *) g_ptr_array_index (self->alerts, i))->subject == subject)
      return i;
  return G_MAXUINT;
}
