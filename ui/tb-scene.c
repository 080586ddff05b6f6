/* tb-scene: see the header. */
#include "tb-scene.h"

#include <string.h>

#include "tb-look.h"

struct _TbScene
{
  TbFleet *fleet;
  TbLayout *layout;
  guint32 n_objects;
  guint8 *marks;        /* by object */
  guint8 *kinds;        /* by object */
  GArray *kind_table;   /* of TbKind */
  guint64 position;     /* records seen */
  TbJournal *journal;   /* borrowed, only to notice another one */
  guint version;
  TbFilter filter;
  gboolean is_filtered;
  GHashTable *focus;    /* of objects, NULL for everybody */
};

static void
kind_clear (gpointer data)
{
  g_free (((TbKind *) data)->icon);
}

/* Groups that look the same share a kind. */
static guint8
intern_kind (TbScene *scene, const TbGroup *group)
{
  g_autofree char *icon = tb_look_dup_icon (group);
  TbKind kind;
  guint i;

  for (i = 0; i < scene->kind_table->len; i++)
    {
      const TbKind *known = &g_array_index (scene->kind_table, TbKind, i);

      if (known->role == group->role && strcmp (known->icon, icon) == 0)
        return (guint8) i;
    }
  if (i > G_MAXUINT8)
    return G_MAXUINT8;
  kind = (TbKind) { g_steal_pointer (&icon), group->role, tb_layout_get_radius (scene->layout, group->first) };
  g_array_append_val (scene->kind_table, kind);
  return (guint8) i;
}

/**
 * tb_scene_new:
 * @fleet: who is there
 *
 * Returns: (transfer full): the scene before anything happened
 */
TbScene *
tb_scene_new (TbFleet *fleet)
{
  TbScene *scene = g_new0 (TbScene, 1);

  scene->fleet = tb_fleet_ref (fleet);
  scene->layout = tb_layout_new (fleet);
  scene->n_objects = tb_fleet_get_n_objects (fleet);
  scene->marks = g_malloc0 (scene->n_objects + 1);
  scene->kinds = g_malloc0 (scene->n_objects + 1);
  scene->kind_table = g_array_new (FALSE, FALSE, sizeof (TbKind));
  scene->filter = (TbFilter) TB_FILTER_INIT;
  g_array_set_clear_func (scene->kind_table, kind_clear);
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      memset (scene->kinds + group->first, intern_kind (scene, group), group->count);
    }
  return scene;
}

/**
 * tb_scene_free:
 * @scene: (transfer full): a scene
 */
void
tb_scene_free (TbScene *scene)
{
  g_clear_pointer (&scene->focus, g_hash_table_unref);
  g_array_unref (scene->kind_table);
  g_free (scene->filter.text);
  g_free (scene->marks);
  g_free (scene->kinds);
  tb_layout_free (scene->layout);
  tb_fleet_unref (scene->fleet);
  g_free (scene);
}

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, part) != NULL;
}

static gboolean
text_matches (TbScene *scene, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (scene->fleet, object);
  g_autofree char *part = g_utf8_casefold (scene->filter.text, -1);
  g_autofree char *name = tb_fleet_dup_name (scene->fleet, object);

  return contains (name, part) || (group->label != NULL && contains (g_dgettext (GETTEXT_PACKAGE, group->label), part));
}

/**
 * tb_scene_matches:
 * @scene: a scene
 * @object: an object
 *
 * Returns: whether it is among those the filter asks for
 */
gboolean
tb_scene_matches (TbScene *scene, guint32 object)
{
  guint8 mark = scene->marks[object];

  if (scene->filter.identity >= 0 && (int) TB_MARK_IDENTITY (mark) != scene->filter.identity)
    return FALSE;
  if (scene->filter.health >= 0 && (int) TB_MARK_HEALTH (mark) != scene->filter.health)
    return FALSE;
  if ((scene->filter.identity >= 0 || scene->filter.health >= 0) && tb_fleet_get_role (scene->fleet, object) != TB_ROLE_DEVICE)
    return FALSE;
  return scene->filter.text == NULL || text_matches (scene, object);
}

/* Services are never dimmed for not being in focus: they are where the traffic goes. */
static gboolean
is_dim (TbScene *scene, guint32 object)
{
  if (scene->is_filtered)
    return !tb_scene_matches (scene, object);
  return scene->focus != NULL && !g_hash_table_contains (scene->focus, GUINT_TO_POINTER (object)) &&
         tb_fleet_get_role (scene->fleet, object) == TB_ROLE_DEVICE;
}

static gboolean
set_mark (TbScene *scene, guint32 object, guint8 state)
{
  guint8 before = scene->marks[object];

  if ((before & TB_MARK_STATE) == state)
    return FALSE;
  scene->marks[object] = (guint8) (state | (before & TB_MARK_DIM));
  if (scene->is_filtered)
    scene->marks[object] = (guint8) (state | (is_dim (scene, object) ? TB_MARK_DIM : 0));
  return TRUE;
}

static gboolean
refresh (TbScene *scene, TbFold *fold, guint32 object)
{
  const TbObjectState *state;

  if (object == TB_NOBODY || object > scene->n_objects)
    return FALSE;
  state = tb_fold_get (fold, object);
  return set_mark (scene, object, TB_MARK_MAKE (state->identity, state->health));
}

static gboolean
refresh_new (TbScene *scene, TbFold *fold, guint64 end)
{
  TbJournal *journal = tb_fold_get_journal (fold);
  gboolean changed = FALSE;

  for (guint64 i = scene->position; i < end; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      changed |= refresh (scene, fold, record->subject);
      changed |= refresh (scene, fold, record->object);
    }
  return changed;
}

/**
 * tb_scene_follow:
 * @scene: a scene
 * @fold: the state to show, of the same fleet
 *
 * Forward, only those whom a new record names are looked at; back, or after a long leap, everybody.
 *
 * Returns: whether anything looks different now
 */
gboolean
tb_scene_follow (TbScene *scene, TbFold *fold)
{
  guint64 end = tb_fold_get_position (fold);
  gboolean changed = FALSE;

  if (scene->journal == tb_fold_get_journal (fold) && end == scene->position)
    return FALSE;
  if (scene->journal == tb_fold_get_journal (fold) && end > scene->position && end - scene->position < scene->n_objects)
    changed = refresh_new (scene, fold, end);
  else
    for (guint32 object = 1; object <= scene->n_objects; object++)
      changed |= refresh (scene, fold, object);
  scene->journal = tb_fold_get_journal (fold);
  scene->position = end;
  scene->version += changed;
  return changed;
}

/**
 * tb_scene_set_state:
 * @scene: a scene
 * @object: an object
 * @identity: its new state
 * @health: likewise
 *
 * Sets one state by hand, for scenes that follow no fold.
 */
void
tb_scene_set_state (TbScene *scene, guint32 object, TbIdentityState identity, TbHealth health)
{
  scene->version += set_mark (scene, object, TB_MARK_MAKE (identity, health));
}

static void
update_dim (TbScene *scene)
{
  for (guint32 object = 1; object <= scene->n_objects; object++)
    scene->marks[object] = (guint8) ((scene->marks[object] & TB_MARK_STATE) | (is_dim (scene, object) ? TB_MARK_DIM : 0));
  scene->version++;
}

/**
 * tb_scene_set_filter:
 * @scene: a scene
 * @filter: what to ask for; copied
 *
 * Everybody else is dimmed.
 */
void
tb_scene_set_filter (TbScene *scene, const TbFilter *filter)
{
  g_free (scene->filter.text);
  scene->filter = *filter;
  scene->filter.text = filter->text != NULL && *filter->text != '\0' ? g_strdup (filter->text) : NULL;
  scene->is_filtered = filter->identity >= 0 || filter->health >= 0 || scene->filter.text != NULL;
  update_dim (scene);
}

/**
 * tb_scene_set_focus:
 * @scene: a scene
 * @objects: (array length=n_objects) (nullable): whom it is about
 * @n_objects: how many, 0 for everybody
 *
 * Other devices are dimmed, unless a filter decides.
 */
void
tb_scene_set_focus (TbScene *scene, const guint32 *objects, guint n_objects)
{
  g_clear_pointer (&scene->focus, g_hash_table_unref);
  if (n_objects > 0)
    scene->focus = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n_objects; i++)
    g_hash_table_add (scene->focus, GUINT_TO_POINTER (objects[i]));
  update_dim (scene);
}

/**
 * tb_scene_is_dimmed:
 * @scene: a scene
 *
 * Returns: whether a filter or a focus singles some out
 */
gboolean
tb_scene_is_dimmed (TbScene *scene)
{
  return scene->is_filtered || scene->focus != NULL;
}

/**
 * tb_scene_get_version:
 * @scene: a scene
 *
 * Returns: a number that grows whenever something looks different
 */
guint
tb_scene_get_version (TbScene *scene)
{
  return scene->version;
}

/**
 * tb_scene_get_fleet:
 * @scene: a scene
 *
 * Returns: (transfer none): who is there
 */
TbFleet *
tb_scene_get_fleet (TbScene *scene)
{
  return scene->fleet;
}

/**
 * tb_scene_get_layout:
 * @scene: a scene
 *
 * Returns: (transfer none): where they are
 */
TbLayout *
tb_scene_get_layout (TbScene *scene)
{
  return scene->layout;
}

/**
 * tb_scene_get_mark:
 * @scene: a scene
 * @object: an object
 *
 * Returns: its mark
 */
guint8
tb_scene_get_mark (TbScene *scene, guint32 object)
{
  return scene->marks[object];
}

/**
 * tb_scene_get_marks:
 * @scene: a scene
 *
 * Returns: (transfer none): the mark of each object, by its number
 */
const guint8 *
tb_scene_get_marks (TbScene *scene)
{
  return scene->marks;
}

/**
 * tb_scene_get_kinds:
 * @scene: a scene
 *
 * Returns: (transfer none): the kind of each object, by its number
 */
const guint8 *
tb_scene_get_kinds (TbScene *scene)
{
  return scene->kinds;
}

/**
 * tb_scene_get_kind:
 * @scene: a scene
 * @kind: less than [func@scene_get_n_kinds]
 *
 * Returns: (transfer none): what objects of that kind have in common
 */
const TbKind *
tb_scene_get_kind (TbScene *scene, guint8 kind)
{
  return &g_array_index (scene->kind_table, TbKind, kind);
}

/**
 * tb_scene_get_n_kinds:
 * @scene: a scene
 *
 * Returns: how many kinds there are
 */
guint
tb_scene_get_n_kinds (TbScene *scene)
{
  return scene->kind_table->len;
}
