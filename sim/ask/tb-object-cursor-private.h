/* tb-object-cursor-private: a walk over objects of some roles, for tables that have a row for each. */
#pragma once

#include "tb-table-private.h"

G_BEGIN_DECLS

#define TB_ROLE_BIT(role) (1u << (role))

/**
 * TbObjectCursor:
 * @base: as every cursor
 * @group: of the present object; @state: its own; @object: its number
 * @last: no object after this; @roles: bits of the roles that are wanted
 *
 * The first member of a row, or the row itself. Also the rowid is the object's number.
 */
typedef struct
{
  TbCursor base;
  const TbGroup *group;
  const TbObjectState *state;
  guint32 object;
  guint32 last;
  guint roles;
} TbObjectCursor;

void     tb_object_cursor_open        (TbObjectCursor *cursor, guint roles);
void     tb_object_cursor_keep        (TbObjectCursor *cursor, guint32 first, guint32 count);    /* none but these; after open */
void     tb_object_cursor_keep_bounds (TbObjectCursor *cursor, int id, int name, int family);    /* numbers of narrows, -1 for none */
gboolean tb_object_cursor_next        (TbObjectCursor *cursor);

G_END_DECLS
