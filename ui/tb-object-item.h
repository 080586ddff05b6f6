/* tb-object-item: one row of the list: what is known about an object, in words. */
#pragma once

#include "tb-scene.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TB_TYPE_OBJECT_ITEM (tb_object_item_get_type ())
G_DECLARE_FINAL_TYPE (TbObjectItem, tb_object_item, TB, OBJECT_ITEM, GObject)

/* Properties, all readable: name, kind, identity, identity-icon, identity-classes, health, health-icon, health-classes, handshake. */
TbObjectItem *tb_object_item_new        (TbFleet *fleet, guint32 object, GHashTable *alive);
guint32       tb_object_item_get_object (TbObjectItem *item);
void          tb_object_item_update     (TbObjectItem *item, guint8 mark, const TbObjectState *state);

G_END_DECLS
