/* tb-life-list: see the header. */
#include "tb-life-list.h"

#include "tb-life-draw.h"
#include "tb-life-words.h"

/* --- one row --- */

struct _TbLifeItem
{
  GObject parent_instance;
  guint32 object;
  char *name;
  char *words;
  const TbLook *look;
  GHashTable *alive;    /* owned reference: where it is known while it lives */
};

enum { PROP_NAME = 1, PROP_WORDS, PROP_ICON, PROP_CLASSES, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbLifeItem, tb_life_item, G_TYPE_OBJECT)

static char **
make_classes (const TbLook *look)
{
  g_autofree char *class = g_strconcat ("tb-", look->code, NULL);
  const char *classes[] = { "tb-badge", class, NULL };

  return g_strdupv ((char **) classes);
}

static void
tb_life_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbLifeItem *item = TB_LIFE_ITEM (object);

  switch (id)
    {
    case PROP_NAME: g_value_set_string (value, item->name); break;
    case PROP_WORDS: g_value_set_string (value, item->words); break;
    case PROP_ICON: g_value_set_string (value, item->look->icon); break;
    case PROP_CLASSES: g_value_take_boxed (value, make_classes (item->look)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tb_life_item_finalize (GObject *object)
{
  TbLifeItem *item = TB_LIFE_ITEM (object);

  g_hash_table_remove (item->alive, GUINT_TO_POINTER (item->object));
  g_hash_table_unref (item->alive);
  g_free (item->words);
  g_free (item->name);
  G_OBJECT_CLASS (tb_life_item_parent_class)->finalize (object);
}

static void
tb_life_item_class_init (TbLifeItemClass *klass)
{
  static const char *const names[] = { [PROP_NAME] = "name", [PROP_WORDS] = "words", [PROP_ICON] = "icon" };
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = tb_life_item_get_property;
  G_OBJECT_CLASS (klass)->finalize = tb_life_item_finalize;
  for (guint i = PROP_NAME; i <= PROP_ICON; i++)
    props[i] = g_param_spec_string (names[i], NULL, NULL, NULL, flags);
  props[PROP_CLASSES] = g_param_spec_boxed ("classes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
tb_life_item_init (TbLifeItem *item)
{
  item->look = tb_look_identity (TB_IDENTITY_NONE);
}

guint32
tb_life_item_get_object (TbLifeItem *item)
{
  return item->object;
}

/* Notifies of what has changed. */
static void
update_item (TbLifeItem *item, TbLifeIndex *index, gint64 now_us)
{
  char *words = tb_life_describe_all (index, item->object, now_us);
  TbLifeSpan span;
  gboolean has_one = tb_life_index_find_span (index, item->object, now_us, now_us, &span);
  const TbLook *look = has_one ? tb_life_look (span.state) : tb_look_identity (TB_IDENTITY_NONE);

  if (look != item->look)
    {
      item->look = look;
      g_object_notify_by_pspec (G_OBJECT (item), props[PROP_ICON]);
      g_object_notify_by_pspec (G_OBJECT (item), props[PROP_CLASSES]);
    }
  if (g_strcmp0 (words, item->words) == 0)
    {
      g_free (words);
      return;
    }
  g_free (item->words);
  item->words = words;
  g_object_notify_by_pspec (G_OBJECT (item), props[PROP_WORDS]);
}

/* --- all of them --- */

struct _TbLifeList
{
  GObject parent_instance;
  TbLifeIndex *index;        /* borrowed */
  const TbLifeRows *rows;    /* borrowed */
  guint n_items;
  gint64 now_us;
  GHashTable *alive;         /* object to its item, not owned */
};

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_LIFE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return TB_LIFE_LIST (model)->n_items;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TbLifeList *list = TB_LIFE_LIST (model);
  TbLifeItem *item;
  guint32 object;

  if (position >= list->n_items)
    return NULL;
  object = tb_life_rows_get (list->rows, position);
  item = g_hash_table_lookup (list->alive, GUINT_TO_POINTER (object));
  if (item != NULL)
    return g_object_ref (item);
  item = g_object_new (TB_TYPE_LIFE_ITEM, NULL);
  item->object = object;
  item->name = tb_fleet_dup_name (tb_life_index_get_fleet (list->index), object);
  item->alive = g_hash_table_ref (list->alive);
  g_hash_table_insert (list->alive, GUINT_TO_POINTER (object), item);
  update_item (item, list->index, list->now_us);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TbLifeList, tb_life_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tb_life_list_finalize (GObject *object)
{
  g_hash_table_unref (TB_LIFE_LIST (object)->alive);
  G_OBJECT_CLASS (tb_life_list_parent_class)->finalize (object);
}

static void
tb_life_list_class_init (TbLifeListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_life_list_finalize;
}

static void
tb_life_list_init (TbLifeList *list)
{
  list->alive = g_hash_table_new (NULL, NULL);
}

/**
 * tb_life_list_new:
 *
 * Returns: (transfer full): an empty list
 */
TbLifeList *
tb_life_list_new (void)
{
  return g_object_new (TB_TYPE_LIFE_LIST, NULL);
}

/**
 * tb_life_list_set_source:
 * @list: a list
 * @index: (nullable): the certificates; must live until another is set
 * @rows: (nullable): whose; likewise
 */
void
tb_life_list_set_source (TbLifeList *list, TbLifeIndex *index, const TbLifeRows *rows)
{
  guint before = list->n_items;

  list->n_items = 0;
  g_list_model_items_changed (G_LIST_MODEL (list), 0, before, 0);
  g_hash_table_unref (list->alive);
  list->alive = g_hash_table_new (NULL, NULL);
  list->index = index;
  list->rows = rows;
  list->n_items = index != NULL && rows != NULL ? rows->n_rows : 0;
  g_list_model_items_changed (G_LIST_MODEL (list), 0, 0, list->n_items);
}

/**
 * tb_life_list_refresh:
 * @list: a list
 * @now_us: where the playhead is
 *
 * Tells those who look at an item what has changed about it.
 */
void
tb_life_list_refresh (TbLifeList *list, gint64 now_us)
{
  GHashTableIter iter;
  gpointer item;

  list->now_us = now_us;
  g_hash_table_iter_init (&iter, list->alive);
  while (list->index != NULL && g_hash_table_iter_next (&iter, NULL, &item))
    update_item (item, list->index, now_us);
}
