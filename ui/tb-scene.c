/* tb-scene: see the header. */
#include "tb-scene.h"

#include <string.h>

#include "tb-look.h"
#include "tb-scene-siege.h"

#define LOOK_AHEAD 12   /* records */

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
  GHashTable *held;     /* of objects whose new state is not shown yet */
  TbSceneSieges *sieges;
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
  scene->held = g_hash_table_new (NULL, NULL);
  scene->sieges = tb_scene_sieges_new (fleet);
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
  g_hash_table_unref (scene->held);
  tb_scene_sieges_free (scene->sieges);
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

  if (object == TB_NOBODY || object > scene->n_objects || (g_hash_table_size (scene->held) > 0 && g_hash_table_contains (scene->held, GUINT_TO_POINTER (object))))
    return FALSE;
  state = tb_fold_get (fold, object);
  return set_mark (scene, object, TB_MARK_MAKE (state->identity, state->is_down ? TB_HEALTH_OFF : state->health));
}

/* Records of an outbreak name devices all over memory: what is needed soon is fetched meanwhile. */
static gboolean
refresh_new (TbScene *scene, TbFold *fold, guint64 end)
{
  TbJournal *journal = tb_fold_get_journal (fold);
  gboolean changed = FALSE;
  const TbRecord *span;
  gsize n;

  for (guint64 begin = scene->position; (span = tb_journal_get_span (journal, begin, end, &n)) != NULL; begin += n)
    for (gsize i = 0; i < n; i++)
      {
        const TbRecord *soon = &span[MIN (i + LOOK_AHEAD, n - 1)];

        tb_state_prepare (tb_fold_get_state (fold), soon);
        __builtin_prefetch (&scene->marks[MIN (soon->subject, scene->n_objects)]);
        changed |= refresh (scene, fold, span[i].subject);
        if (span[i].kind != TB_RECORD_INFECTED && span[i].kind != TB_RECORD_ATTEMPT_REFUSED)   /* which change nothing about the bot */
          changed |= refresh (scene, fold, span[i].object);
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
  changed |= tb_scene_sieges_follow (scene->sieges, fold, scene->marks);
  scene->journal = tb_fold_get_journal (fold);
  scene->position = end;
  scene->version += changed;
  return changed;
}

/**
 * tb_scene_hold:
 * @scene: a scene
 * @object: an object
 *
 * From now on it keeps its mark, whatever happens, until it is released: so that somebody is not shown as taken before what takes him has arrived.
 */
void
tb_scene_hold (TbScene *scene, guint32 object)
{
  g_hash_table_add (scene->held, GUINT_TO_POINTER (object));
}

/**
 * tb_scene_release:
 * @scene: a scene
 * @object: an object
 * @fold: the state to show
 *
 * Returns: whether it was held and looks different now
 */
gboolean
tb_scene_release (TbScene *scene, guint32 object, TbFold *fold)
{
  gboolean changed = g_hash_table_remove (scene->held, GUINT_TO_POINTER (object)) && refresh (scene, fold, object);

  scene->version += changed;
  return changed;
}

/**
 * tb_scene_release_all:
 * @scene: a scene
 * @fold: the state to show
 *
 * Nobody is held any more.
 */
void
tb_scene_release_all (TbScene *scene, TbFold *fold)
{
  g_autoptr (GList) held = g_hash_table_get_keys (scene->held);

  for (GList *item = held; item != NULL; item = item->next)
    tb_scene_release (scene, GPOINTER_TO_UINT (item->data), fold);
}

/**
 * tb_scene_get_siege:
 * @scene: a scene
 * @service: a service or broker
 *
 * Returns: (transfer none) (nullable): what a flood does to it, as of the last [func@scene_follow]
 */
const TbSiege *
tb_scene_get_siege (TbScene *scene, guint32 service)
{
  guint n;
  const TbSiege *sieges = tb_scene_get_sieges (scene, &n);

  for (guint i = 0; i < n; i++)
    if (sieges[i].service == service)
      return &sieges[i];
  return NULL;
}

/**
 * tb_scene_get_sieges:
 * @scene: a scene
 * @n_sieges: (out): how many
 *
 * Returns: (array length=n_sieges): what floods do to services and brokers
 */
const TbSiege *
tb_scene_get_sieges (TbScene *scene, guint *n_sieges)
{
  return tb_scene_sieges_get (scene->sieges, n_sieges);
}

/**
 * tb_scene_get_bots:
 * @scene: a scene
 * @n_bots: (out): how many
 *
 * Returns: (array length=n_bots): some of those that flood now, spread over the fleet
 */
const guint32 *
tb_scene_get_bots (TbScene *scene, guint *n_bots)
{
  return tb_scene_sieges_get_bots (scene->sieges, n_bots);
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
