/* tb-field-item: one named field of a message as a row of a tree, with the bytes it stands for.
 *
 * A tree of these is what the field tree shows and what the hex view asks when a byte is clicked. Made from the engine's dissection, or by
 * hand for what only a view knows. Immutable once shown; of a dissection only those parts become items that somebody looks into. */
#pragma once

#include <gio/gio.h>

#include "tb-field-diff.h"

G_BEGIN_DECLS

#define TB_TYPE_FIELD_ITEM (tb_field_item_get_type ())
G_DECLARE_FINAL_TYPE (TbFieldItem, tb_field_item, TB, FIELD_ITEM, GObject)

/* Properties: name, value, mark (s): the last is a sign for a difference or "", difference-classes (as) how it looks. */
TbFieldItem *tb_field_item_new            (const char *name, const char *value, gsize offset, gsize length);
TbFieldItem *tb_field_item_new_for_field  (TbField *field, TbField *other);     /* takes both; other is NULL for no comparison */
void         tb_field_item_set_note       (TbFieldItem *self, const char *note, const char *clause);
void         tb_field_item_take_child     (TbFieldItem *self, TbFieldItem *child);
TbFieldDifference tb_field_item_get_difference (TbFieldItem *self);
const char  *tb_field_item_get_other      (TbFieldItem *self);      /* what it says in the other message, NULL for nothing */
const char  *tb_field_item_get_name       (TbFieldItem *self);
const char  *tb_field_item_get_value      (TbFieldItem *self);
const char  *tb_field_item_get_note       (TbFieldItem *self);      /* translated; "" for none */
const char  *tb_field_item_get_clause     (TbFieldItem *self);
gsize        tb_field_item_get_offset     (TbFieldItem *self);
gsize        tb_field_item_get_length     (TbFieldItem *self);
TbFieldItem *tb_field_item_get_parent     (TbFieldItem *self);
GListModel  *tb_field_item_get_children   (TbFieldItem *self);      /* NULL for a leaf */
TbFieldItem *tb_field_item_find_deepest   (TbFieldItem *self, gsize offset);
TbFieldItem *tb_field_item_find_name      (TbFieldItem *self, const char *name, guint skip);
char        *tb_field_item_to_text        (TbFieldItem *self);

G_END_DECLS
