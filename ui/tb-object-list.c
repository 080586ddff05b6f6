/* tb-object-list: see the header. */
#include "tb-object-list.h"


struct _TbObjectList
{
  GObject parent_instance;
  TbScene *scene;       /* borrowed */
  TbFold *fold;         /* borrowed; of the last refresh */
  GArray *objects;      /* of guint32, ascending */
  GHashTable *alive;    /* object to its item, not owned */
};

static GType
list_get_item_type (GListModel *model)
{
  return TB_TYPE_OBJECT_ITEM;
}

static guint
list_get_n_items (GListModel *model)
{
  return TB_OBJECT_LIST (model)->objects->len;
}

static void
update_item (TbObjectList *list, TbObjectItem *item)
{
  guint32 object = tb_object_item_get_object (item);

  tb_object_item_update (item, tb_scene_get_mark (list->scene, object), list->fold != NULL ? tb_fold_get (list->fold, object) : NULL);
}

static gpointer
list_get_item (GListModel *model, guint position)
{
  TbObjectList *list = TB_OBJECT_LIST (model);
  TbObjectItem *item;
  guint32 object;

  if (position >= list->objects->len)
    return NULL;
  object = g_array_index (list->objects, guint32, position);
  item = g_hash_table_lookup (list->alive, GUINT_TO_POINTER (object));
  if (item != NULL)
    return g_object_ref (item);
  item = tb_object_item_new (tb_scene_get_fleet (list->scene), object, list->alive);
  update_item (list, item);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = list_get_item_type;
  iface->get_n_items = list_get_n_items;
  iface->get_item = list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TbObjectList, tb_object_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
list_finalize (GObject *object)
{
  TbObjectList *list = TB_OBJECT_LIST (object);

  g_array_unref (list->objects);
  g_hash_table_unref (list->alive);
  G_OBJECT_CLASS (tb_object_list_parent_class)->finalize (object);
}

static void
tb_object_list_class_init (TbObjectListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = list_finalize;
}

static void
tb_object_list_init (TbObjectList *list)
{
  list->objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  list->alive = g_hash_table_new (NULL, NULL);
}

/**
 * tb_object_list_new:
 *
 * Returns: (transfer full): an empty list
 */
TbObjectList *
tb_object_list_new (void)
{
  return g_object_new (TB_TYPE_OBJECT_LIST, NULL);
}

/**
 * tb_object_list_refilter:
 * @list: a list
 *
 * Lists those the scene's filter asks for, after that has changed.
 */
void
tb_object_list_refilter (TbObjectList *list)
{
  guint before = list->objects->len;
  guint32 n = list->scene != NULL ? tb_fleet_get_n_objects (tb_scene_get_fleet (list->scene)) : 0;

  g_array_set_size (list->objects, 0);
  for (guint32 object = 1; object <= n; object++)
    if (tb_scene_matches (list->scene, object))
      g_array_append_val (list->objects, object);
  g_list_model_items_changed (G_LIST_MODEL (list), 0, before, list->objects->len);
}

/**
 * tb_object_list_set_scene:
 * @list: a list
 * @scene: (nullable): what to list; must live until another is set
 */
void
tb_object_list_set_scene (TbObjectList *list, TbScene *scene)
{
  guint before = list->objects->len;

  g_array_set_size (list->objects, 0);
  g_list_model_items_changed (G_LIST_MODEL (list), 0, before, 0);
  g_hash_table_unref (list->alive);
  list->alive = g_hash_table_new (NULL, NULL);
  list->scene = scene;
  list->fold = NULL;
  tb_object_list_refilter (list);
}

/**
 * tb_object_list_refresh:
 * @list: a list
 * @fold: (nullable): the state now
 *
 * Tells those who look at an item what has changed about it.
 */
void
tb_object_list_refresh (TbObjectList *list, TbFold *fold)
{
  GHashTableIter iter;
  gpointer item;

  list->fold = fold;
  if (list->scene == NULL)
    return;
  g_hash_table_iter_init (&iter, list->alive);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    update_item (list, item);
}

/**
 * tb_object_list_find:
 * @list: a list
 * @object: an object
 *
 * Returns: its position, or %G_MAXUINT when it is not listed
 */
guint
tb_object_list_find (TbObjectList *list, guint32 object)
{
  const guint32 *objects = (const guint32 *) list->objects->data;
  guint low = 0, high = list->objects->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (objects[middle] < object)
        low = middle + 1;
      else
        high = middle;
    }
  return low < list->objects->len && objects[low] == object ? low : G_MAXUINT;
}
