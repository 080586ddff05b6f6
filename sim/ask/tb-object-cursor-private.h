/* tb-object-cursor-private: a walk over objects of some roles, for tables that have a row for each. */
#pragma once

#include "tb-table-private.h"

G_BEGIN_DECLS

/* What a table's scope is: such bits of the roles that are wanted. */
#define TB_ROLE_BIT(role) (1u << (role))

/* The narrows of such a table: by name, by number, and after them by family where there are families. A table may have the first ones alone. */
#define TB_OBJECT_NARROWS { COLUMN_name, TRUE, 0 }, { COLUMN_id, FALSE, 0 }

/**
 * TbObjectCursor:
 * @base: as every cursor; the rowid is the object's number
 * @group: of the present object; @state: its own; @object: its number
 * @last: no object after this
 *
 * The first member of a row, or the row itself.
 */
typedef struct
{
  TbCursor base;
  const TbGroup *group;
  const TbObjectState *state;
  guint32 object;
  guint32 last;
} TbObjectCursor;

void     tb_object_cursor_open (TbCursor *cursor);
gboolean tb_object_cursor_next (TbCursor *cursor);

G_END_DECLS
