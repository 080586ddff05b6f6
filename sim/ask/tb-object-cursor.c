/* tb-object-cursor: see the header. Groups of other roles are passed in one step. */
#include "tb-object-cursor-private.h"

enum { BY_NAME, BY_ID, BY_FAMILY };

/* None but @count from @first on. */
static void
keep (TbObjectCursor *cursor, guint32 first, guint32 count)
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
    keep (cursor, group ? group->first : 1, group ? group->count : 0);
}

static void
keep_named (TbObjectCursor *cursor)
{
  guint32 object;

  if (!tb_bound_find_object (&cursor->base, BY_NAME, &object))
    cursor->last = 0;
  else if (object != TB_NOBODY)
    keep (cursor, object, 1);
}

void
tb_object_cursor_open (TbCursor *cursor)
{
  TbObjectCursor *own = (TbObjectCursor *) cursor;

  own->last = tb_fleet_get_n_objects (cursor->moment->fleet);
  keep_named (own);
  keep_numbers (own, &cursor->bounds[BY_ID]);
  keep_family (own, cursor->bounds[BY_FAMILY].text);
}

/* The group of the next object, past whole groups of other roles. */
static gboolean
find_group (TbObjectCursor *cursor)
{
  if (cursor->group != NULL && cursor->object < cursor->group->first + cursor->group->count)
    return TRUE;
  while (cursor->object <= cursor->last && tb_work_pass (cursor->base.moment->work, 1))
    {
      cursor->group = tb_fleet_group_of (cursor->base.moment->fleet, cursor->object);
      if (cursor->base.table->scope & TB_ROLE_BIT (cursor->group->role))
        return TRUE;
      cursor->object = cursor->group->first + cursor->group->count;
    }
  return FALSE;
}

/* Whom a question is about, where it is not about everybody. */
static const TbObjectSet *
get_devices (const TbCursor *cursor)
{
  return cursor->table->scope & TB_ROLE_BIT (TB_ROLE_DEVICE) ? cursor->moment->devices : NULL;
}

/* Past those that are not asked about; a group that was passed ends at somebody who may be one of them. */
static gboolean
step (TbObjectCursor *cursor, const TbObjectSet *devices)
{
  do
    cursor->object = devices != NULL ? tb_object_set_next (devices, cursor->object) : cursor->object + 1;
  while (cursor->object <= cursor->last && find_group (cursor) && devices != NULL && !tb_object_set_has (devices, cursor->object));
  return cursor->object <= cursor->last && cursor->base.moment->work->why == TB_STOP_NOT;
}

gboolean
tb_object_cursor_next (TbCursor *cursor)
{
  TbObjectCursor *own = (TbObjectCursor *) cursor;

  if (!step (own, get_devices (cursor)))
    return FALSE;
  own->state = tb_state_get (cursor->moment->state, own->object);
  cursor->rowid = own->object;
  return TRUE;
}
