/* tb-object-cursor: see the header. Groups of other roles are passed in one step. */
#include "tb-object-cursor-private.h"

void
tb_object_cursor_open (TbObjectCursor *cursor, guint roles)
{
  cursor->roles = roles;
  cursor->last = tb_fleet_get_n_objects (cursor->base.moment->fleet);
}

void
tb_object_cursor_keep (TbObjectCursor *cursor, guint32 first, guint32 count)
{
  if (count == 0)
    {
      cursor->last = 0;
      return;
    }
  cursor->object = MAX (cursor->object, first - 1);
  cursor->last = MIN (cursor->last, first + count - 1);
}

static void
keep_numbers (TbObjectCursor *cursor, const TbBound *bound)
{
  if (bound->least > cursor->last || bound->most < 1)
    cursor->last = 0;
  else
    {
      cursor->object = MAX (cursor->object, (guint32) (MAX (bound->least, 1) - 1));
      cursor->last = (guint32) MIN (bound->most, (gint64) cursor->last);
    }
}

static void
keep_family (TbObjectCursor *cursor, const char *name)
{
  const TbGroup *group = name != NULL ? tb_fleet_find_group (cursor->base.moment->fleet, name) : NULL;

  if (name != NULL)
    tb_object_cursor_keep (cursor, group ? group->first : 1, group ? group->count : 0);
}

void
tb_object_cursor_keep_bounds (TbObjectCursor *cursor, int id, int name, int family)
{
  guint32 object = TB_NOBODY;

  if (id >= 0)
    keep_numbers (cursor, &cursor->base.bounds[id]);
  if (name >= 0 && !tb_bound_find_object (&cursor->base, (guint) name, &object))
    cursor->last = 0;
  else if (object != TB_NOBODY)
    tb_object_cursor_keep (cursor, object, 1);
  if (family >= 0)
    keep_family (cursor, cursor->base.bounds[family].text);
}

/* The group of the next object, past whole groups of other roles. */
static gboolean
find_group (TbObjectCursor *cursor)
{
  if (cursor->group != NULL && cursor->object < cursor->group->first + cursor->group->count)
    return TRUE;
  while (cursor->object <= cursor->last)
    {
      cursor->group = tb_fleet_group_of (cursor->base.moment->fleet, cursor->object);
      if (cursor->roles & TB_ROLE_BIT (cursor->group->role))
        return TRUE;
      cursor->object = cursor->group->first + cursor->group->count;
    }
  return FALSE;
}

gboolean
tb_object_cursor_next (TbObjectCursor *cursor)
{
  cursor->object++;
  if (cursor->object > cursor->last || !find_group (cursor))
    return FALSE;
  cursor->state = tb_state_get (cursor->base.moment->state, cursor->object);
  cursor->base.rowid = cursor->object;
  return TRUE;
}
